//! What stands where on a chart, as the shaper sees it: a second opinion on the chart's own layout.

use std::sync::{Arc, OnceLock};

use resvg::usvg::{self, fontdb};

/// One line of text with its ink and its place.
#[derive(Debug, Clone)]
pub(super) struct TextBox {
    #[allow(dead_code)] // named in failures
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
}

fn faces() -> Arc<fontdb::Database> {
    static FACES: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    Arc::clone(FACES.get_or_init(|| {
        let mut database = fontdb::Database::new();
        database.load_font_data(include_bytes!("../../../assets/fonts/Inter-Regular.ttf").to_vec());
        database.load_font_data(include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf").to_vec());
        Arc::new(database)
    }))
}

/// The texts of a chart with their boxes in pixels, and the sheet's size.
pub(super) fn texts(svg: &str) -> (Vec<TextBox>, f32, f32) {
    let options =
        usvg::Options { fontdb: faces(), font_family: "Inter".to_owned(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).expect("the chart is an SVG");
    let mut found = Vec::new();
    collect(tree.root(), &mut found);
    (found, tree.size().width(), tree.size().height())
}

fn collect(group: &usvg::Group, found: &mut Vec<TextBox>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(g) => collect(g, found),
            usvg::Node::Text(t) => {
                let text = t.chunks().iter().map(usvg::TextChunk::text).collect::<String>();
                // The ink, not the line's box: labels may come near each other, but not touch.
                let ink = t.flattened().abs_bounding_box();
                found.push(TextBox {
                    text,
                    left: ink.left(),
                    top: ink.top(),
                    right: ink.right(),
                    bottom: ink.bottom(),
                });
            }
            usvg::Node::Path(_) | usvg::Node::Image(_) => {}
        }
    }
}

/// Fails when two texts touch, or one leaves the sheet.
pub(super) fn assert_legible(name: &str, svg: &str) {
    const EDGE: f32 = 4.0;
    let (texts, width, height) = texts(svg);
    assert!(texts.len() > 3, "{name}: only {} texts", texts.len());
    for t in &texts {
        let inside = t.left >= EDGE && t.top >= EDGE && t.right <= width - EDGE && t.bottom <= height - EDGE;
        assert!(inside, "{name}: {t:?} leaves the sheet of {width} × {height}");
    }
    for (i, a) in texts.iter().enumerate() {
        for b in &texts[i + 1..] {
            let apart =
                a.right + 1.0 <= b.left || b.right + 1.0 <= a.left || a.bottom <= b.top || b.bottom <= a.top;
            assert!(apart, "{name}: {a:?} overlaps {b:?}");
        }
    }
}
