use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, FontTransform, ShapeStyle, TextStyle};
use plotters_backend::DrawingBackend;
use proptest::prelude::*;
use resvg::usvg::roxmltree;

use super::*;
use crate::chart::svg::Backend;

const INK: RGBColor = RGBColor(23, 28, 38);
const FULL: Paint = Paint { colour: INK, opacity: 1.0 };
const FAINT: Paint = Paint { colour: INK, opacity: 0.16 };
const THIN: Stroke = Stroke { paint: FULL, width: 0.8, dash: None };
const SET: Setting =
    Setting { size: 12.0, weight: Weight::Regular, paint: FULL, anchor: Anchor::Start, turn: 0 };

/// What is written between the head and the end of a document.
fn body(draw: impl FnOnce(&mut Document)) -> String {
    let mut document = Document::default();
    draw(&mut document);
    document.body
}

const HEAD: Head<'_> = Head { size: (20.0, 10.0), kind: "test", description: "Two lines." };

#[test]
fn every_primitive_has_its_element() {
    let cases: [(&str, String); 10] = [
        (
            "<rect x=\"1\" y=\"2.5\" width=\"30\" height=\"4.25\" fill=\"#171C26\"/>\n",
            body(|d| d.rect((1.0, 2.5), (30.0, 4.25), Some(FULL), None)),
        ),
        (
            "<rect class=\"hollow price\" x=\"0\" y=\"0\" width=\"3\" height=\"3\" fill=\"none\" stroke=\"#171C26\" \
             stroke-width=\"0.8\"/>\n",
            body(|d| {
                d.set_class(&["hollow", "price"]);
                d.rect((0.0, 0.0), (3.0, 3.0), None, Some(THIN));
            }),
        ),
        (
            "<line x1=\"0\" y1=\"1\" x2=\"2\" y2=\"1.33\" stroke=\"#171C26\" stroke-width=\"0.8\"/>\n",
            body(|d| d.line(&[(0.0, 1.0), (2.0, 4.0 / 3.0)], THIN)),
        ),
        (
            "<line x1=\"0\" y1=\"0\" x2=\"9\" y2=\"0\" stroke=\"#171C26\" stroke-opacity=\"0.16\" stroke-width=\"2\" \
             stroke-dasharray=\"4 3\"/>\n",
            body(|d| {
                d.line(
                    &[(0.0, 0.0), (9.0, 0.0)],
                    Stroke { paint: FAINT, width: 2.0, dash: Some((4.0, 3.0)) },
                );
            }),
        ),
        (
            "<polyline points=\"0,0 1.5,2 3,-1\" fill=\"none\" stroke=\"#171C26\" stroke-width=\"0.8\"/>\n",
            body(|d| d.line(&[(0.0, 0.0), (1.5, 2.0), (3.0, -1.0)], THIN)),
        ),
        ("", body(|d| d.line(&[(1.0, 1.0)], THIN))),
        (
            "<polygon points=\"0,0 1,0 1,1\" fill=\"#171C26\" fill-opacity=\"0.16\"/>\n",
            body(|d| d.polygon(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)], FAINT)),
        ),
        (
            "<circle cx=\"5\" cy=\"5\" r=\"3.4\" fill=\"#171C26\" stroke=\"#171C26\" stroke-width=\"0.8\"/>\n",
            body(|d| d.circle((5.0, 5.0), 3.4, Some(FULL), Some(THIN))),
        ),
        (
            "<g class=\"grid\">\n<rect x=\"0\" y=\"0\" width=\"1\" height=\"1\" fill=\"#171C26\"/>\n</g>\n",
            body(|d| {
                d.open_group("grid");
                d.rect((0.0, 0.0), (1.0, 1.0), Some(FULL), None);
                d.close_group();
                d.close_group();
            }),
        ),
        ("", body(|d| d.text(&[Wording::from(" \u{7} ")], (0.0, 0.0), SET))),
    ];
    for (wanted, got) in cases {
        assert_eq!(got, wanted);
    }
}

#[test]
fn texts_are_set_on_their_baseline_with_their_width_and_language() {
    let set = Setting { weight: Weight::SemiBold, anchor: Anchor::End, ..SET };
    let width = Num::of(face::width("A < B", 12.0, Weight::SemiBold));
    assert_eq!(
        body(|d| d.text(&[Wording::from(" A < B\n")], (1.0, 2.0), set)),
        format!(
            "<text x=\"1\" y=\"2\" text-anchor=\"end\" font-size=\"12\" font-weight=\"600\" fill=\"#171C26\" \
             textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\">A &lt; B</text>\n"
        )
    );
    assert!(
        body(|d| d.text(&[Wording::quoted("Gewinne", Some("de"))], (1.0, 2.0), SET))
            .ends_with(" lengthAdjust=\"spacingAndGlyphs\" lang=\"de\">Gewinne</text>\n")
    );
    assert_eq!(
        body(|d| {
            let phrases = [Wording::quoted("أرباح", Some("ar")), Wording::from("· 2025")];
            d.text(&phrases, (1.0, 2.0), Setting { turn: 90, ..SET });
        }),
        "<text x=\"1\" y=\"2\" transform=\"rotate(90 1 2)\" font-size=\"12\" fill=\"#171C26\">\
         <tspan lang=\"ar\" style=\"unicode-bidi:plaintext\">أرباح</tspan> · 2025</text>\n"
    );
}

#[test]
fn a_document_names_itself_and_brings_its_letters() {
    let mut document = Document::default();
    document.open_group("left-open");
    document.text(&[Wording::from("1d")], (1.0, 9.0), SET);
    let svg = document.finish(&Frame::titled("Profits & losses"), HEAD).unwrap();
    let tree = roxmltree::Document::parse(&svg).unwrap();
    let root = tree.root_element();
    assert_eq!(root.attribute("viewBox"), Some("0 0 20 10"));
    assert_eq!(root.attribute("class"), Some("newstape test"));
    let named = |tag| root.children().find(|n| n.has_tag_name(tag)).unwrap();
    assert_eq!(named("title").text(), Some("Profits & losses"));
    assert_eq!(named("title").attribute("id"), root.attribute("aria-labelledby"));
    assert_eq!(named("desc").attribute("id"), root.attribute("aria-describedby"));
    assert!(named("style").text().unwrap().starts_with("@font-face{font-family:\"Inter\";font-weight:400;"));
    assert!(svg.ends_with("1d</text>\n</g>\n</svg>\n"), "{svg}");
}

#[test]
fn two_charts_of_one_page_have_ids_of_their_own() {
    let id = |title: &str| {
        let svg = Document::default().finish(&Frame::titled(title), HEAD).unwrap();
        roxmltree::Document::parse(&svg)
            .unwrap()
            .root_element()
            .attribute("aria-labelledby")
            .map(str::to_owned)
    };
    assert_ne!(id("One"), id("Two"));
    assert_eq!(id("One"), id("One"));
}

#[test]
fn what_is_no_number_is_refused() {
    let refused = |draw: fn(&mut Document)| {
        let mut document = Document::default();
        draw(&mut document);
        assert!(!document.body.contains("NaN") && !document.body.contains("inf"));
        document.finish(&Frame::titled("t"), HEAD).unwrap_err().to_string()
    };
    let nan = "a coordinate is NaN: it cannot be drawn";
    assert_eq!(refused(|d| d.rect((f64::NAN, 0.0), (1.0, 1.0), Some(FULL), None)), nan);
    assert_eq!(refused(|d| d.line(&[(0.0, 0.0), (1.0, f64::NAN)], THIN)), nan);
    assert_eq!(refused(|d| d.text(&[Wording::from("a")], (0.0, f64::NAN), SET)), nan);
    assert_eq!(
        refused(|d| d.circle((0.0, f64::INFINITY), 1.0, Some(FULL), None)),
        "a coordinate is inf: it cannot be drawn"
    );
}

/// What plotters writes through the backend.
fn through_plotters(draw: impl FnOnce(&mut Backend<'_>)) -> String {
    body(|document| draw(&mut Backend::new(document, (20.0, 10.0))))
}

#[test]
fn plotters_draws_in_hundredths_of_a_pixel() {
    let style = ShapeStyle { color: INK.mix(0.5), filled: true, stroke_width: 180 };
    let drawn = through_plotters(|b| {
        assert_eq!(b.get_size(), (2000, 1000));
        b.draw_pixel((100, 250), INK.to_backend_color()).unwrap();
        b.draw_line((0, 0), (150, 33), &style).unwrap();
        b.draw_path([(0, 0), (150, 33), (300, 5)], &style).unwrap();
        b.draw_rect((100, 100), (350, 200), &style, true).unwrap();
        b.draw_rect((100, 100), (350, 200), &style, false).unwrap();
        b.draw_circle((500, 500), 340, &style, true).unwrap();
        b.fill_polygon([(0, 0), (100, 0), (100, 100)], &style).unwrap();
    });
    let stroke = "stroke=\"#171C26\" stroke-opacity=\"0.5\" stroke-width=\"1.8\"";
    let fill = "fill=\"#171C26\" fill-opacity=\"0.5\"";
    assert_eq!(
        drawn,
        format!(
            "<rect x=\"1\" y=\"2.5\" width=\"0.01\" height=\"0.01\" fill=\"#171C26\"/>\n\
             <line x1=\"0\" y1=\"0\" x2=\"1.5\" y2=\"0.33\" {stroke}/>\n\
             <polyline points=\"0,0 1.5,0.33 3,0.05\" fill=\"none\" {stroke}/>\n\
             <rect x=\"1\" y=\"1\" width=\"2.5\" height=\"1\" {fill}/>\n\
             <rect x=\"1\" y=\"1\" width=\"2.5\" height=\"1\" fill=\"none\" {stroke}/>\n\
             <circle cx=\"5\" cy=\"5\" r=\"3.4\" {fill}/>\n\
             <polygon points=\"0,0 1,0 1,1\" {fill}/>\n"
        )
    );
}

#[test]
fn plotters_text_stands_where_its_anchor_says() {
    let style = |v_pos, turn: FontTransform| {
        let face = FontDesc::new(FontFamily::SansSerif, 1000.0, FontStyle::Bold).transform(turn);
        TextStyle::from(face).color(&INK).pos(Pos::new(HPos::Center, v_pos))
    };
    let place = |v_pos, turn| {
        let drawn = through_plotters(|b| b.draw_text("1d", &style(v_pos, turn), (1000, 500)).unwrap());
        let start = drawn.find("x=").unwrap();
        drawn[start..drawn.find(" text-anchor").unwrap()].to_owned()
    };
    assert_eq!(place(VPos::Top, FontTransform::None), "x=\"10\" y=\"14.69\"");
    assert_eq!(place(VPos::Center, FontTransform::None), "x=\"10\" y=\"8.64\"");
    assert_eq!(place(VPos::Bottom, FontTransform::None), "x=\"10\" y=\"2.58\"");
    assert_eq!(
        place(VPos::Center, FontTransform::Rotate90),
        "x=\"6.36\" y=\"5\" transform=\"rotate(90 6.36 5)\""
    );
    let mut document = Document::default();
    let backend = Backend::new(&mut document, (20.0, 10.0));
    let (width, height) = backend.estimate_text_size("1d", &style(VPos::Top, FontTransform::None)).unwrap();
    assert!((f64::from(width) - face::width("1d", 10.0, Weight::SemiBold) * 100.0).abs() <= 0.5);
    assert_eq!(height, 1211);
}

proptest! {
    #[test]
    fn any_text_is_carried_and_comes_back(text in any::<String>(), lang in "\\PC{0,8}") {
        let mut document = Document::default();
        document.text(&[Wording::from(&text), Wording { text: text.clone(), lang: Some(lang) }], (1.0, 2.0), SET);
        let svg = document.finish(&Frame::titled(&text), HEAD).unwrap();
        let tree = roxmltree::Document::parse(&svg).unwrap();
        let title = tree.descendants().find(|n| n.has_tag_name("title"));
        match title {
            Some(title) => prop_assert_eq!(title.text(), Some(&*carried(&text))),
            None => prop_assert!(carried(&text).trim().is_empty()),
        }
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let drawn = tree.descendants().find(|n| n.has_tag_name("text")).map(|n| {
            n.descendants().filter(roxmltree::Node::is_text).filter_map(|t| t.text()).collect::<String>()
        });
        let once = words(&carried(&face::settled(&text)));
        prop_assert_eq!(words(&drawn.unwrap_or_default()), [once.clone(), once].concat());
    }

    #[test]
    fn any_number_is_printed_as_one(x in any::<f64>(), y in -1e6..1e6f64) {
        let svg = body(|d| d.rect((x, y), (y, x), Some(FULL), None));
        let tree = roxmltree::Document::parse(&svg).unwrap();
        for attribute in tree.root_element().attributes().filter(|a| a.name() != "fill") {
            let number: f64 = attribute.value().parse().unwrap();
            prop_assert!(number.is_finite(), "{svg}");
        }
        prop_assert!((Num::of(y).to_string().parse::<f64>().unwrap() - y).abs() < 0.005_001);
    }
}
