//! What every chart's document must be, whatever is charted.

use newstape::chart::Drawing;
use resvg::usvg::roxmltree::{Document, Node};

const NUMBERS: [&str; 14] = [
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "width",
    "height",
    "font-size",
    "stroke-width",
    "textLength",
];

/// Fails when a document is not XML, names no parts, prints what is no number, or draws a text that
/// cannot be found again.
pub(super) fn assert_document(name: &str, drawing: &Drawing) {
    let document = Document::parse(&drawing.svg).unwrap_or_else(|e| panic!("{name}: {e}"));
    let root = document.root_element();
    assert!(matches!(root.attribute("lang"), Some("en" | "de")), "{name}");
    let side = |side: &str| root.attribute(side).and_then(|v| v.parse::<u32>().ok());
    assert_eq!((side("width"), side("height")), (Some(drawing.size.0), Some(drawing.size.1)), "{name}");
    let titled = root.children().any(|n| n.has_tag_name("title"));
    let labels = if titled {
        [("aria-labelledby", "title"), ("aria-describedby", "desc")].as_slice()
    } else {
        &[("aria-labelledby", "desc")]
    };
    for &(attribute, tag) in labels {
        let target = root.attribute(attribute).expect("a label");
        let named = root.children().find(|n| n.attribute("id") == Some(target)).expect("its element");
        assert_eq!(named.tag_name().name(), tag, "{name}");
        assert!(named.text().is_some_and(|t| !t.trim().is_empty()), "{name}: {tag}");
    }
    let mut drawn = 0;
    for node in root.descendants().filter(Node::is_element) {
        assert_numbers(name, &node);
        if is_drawn(&node) {
            drawn += 1;
            assert!(node.attribute("class").is_some_and(|c| !c.is_empty()), "{name}: {node:?}");
        }
    }
    assert!(drawn > 10, "{name}: {drawn} elements");
}

fn is_drawn(node: &Node<'_, '_>) -> bool {
    matches!(node.tag_name().name(), "g" | "rect" | "line" | "polyline" | "polygon" | "circle" | "text")
}

fn assert_numbers(name: &str, node: &Node<'_, '_>) {
    for attribute in node.attributes() {
        let values: Vec<&str> = match attribute.name() {
            "points" => attribute.value().split([' ', ',']).collect(),
            number if NUMBERS.contains(&number) => vec![attribute.value()],
            _ => continue,
        };
        for value in values {
            let number: f64 = value.parse().unwrap_or_else(|_| panic!("{name}: {value:?} in {node:?}"));
            assert!(number.is_finite() && number.abs() < 1e5, "{name}: {number} in {node:?}");
            let decimals = value.split_once('.').map_or(0, |(_, d)| d.len());
            assert!(decimals <= 2 && value != "-0", "{name}: {value}");
        }
    }
}

/// The texts of a document in the order in which they are drawn.
pub(super) fn texts(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).expect("XML");
    let text =
        |n: Node<'_, '_>| n.descendants().filter(Node::is_text).filter_map(|t| t.text()).collect::<String>();
    document.descendants().filter(|n| n.has_tag_name("text")).map(text).collect()
}

/// A document with the bytes of its faces left out.
pub(super) fn without_faces(svg: &str) -> String {
    let mut parts = svg.split("base64,");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let rest = part.split_once(')').map_or("", |(_, rest)| rest);
        format!("{text}base64,…){rest}")
    })
}
