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
    /// Pixels per em as shown.
    pub(super) size: f32,
    /// Its contrast with what is painted below its middle.
    pub(super) contrast: f64,
}

/// Red, green, blue, from 0 to 255.
type Colour = [f64; 3];

/// Relative luminance (WCAG 2.2).
fn luminance(colour: Colour) -> f64 {
    let linear = |c: f64| {
        let c = c / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
}

fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn colour(fill: Option<&usvg::Fill>) -> Option<(Colour, f64)> {
    let fill = fill?;
    match fill.paint() {
        usvg::Paint::Color(c) => {
            Some(([c.red, c.green, c.blue].map(f64::from), f64::from(fill.opacity().get())))
        }
        _ => None,
    }
}

/// A surface painted before the texts above it.
struct Surface {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
    colour: Colour,
    opacity: f64,
}

/// The colour of the picture so far at a point.
fn ground(surfaces: &[Surface], x: f32, y: f32) -> Colour {
    let below =
        surfaces.iter().filter(|s| (s.left..=s.right).contains(&x) && (s.top..=s.bottom).contains(&y));
    below.fold([255.0; 3], |ground, s| {
        let mut mixed = ground;
        for (own, above) in mixed.iter_mut().zip(s.colour) {
            *own += (above - *own) * s.opacity;
        }
        mixed
    })
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
    let (mut found, mut surfaces) = (Vec::new(), Vec::new());
    collect(tree.root(), &mut found, &mut surfaces);
    (found, tree.size().width(), tree.size().height())
}

fn collect(group: &usvg::Group, found: &mut Vec<TextBox>, surfaces: &mut Vec<Surface>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(g) => collect(g, found, surfaces),
            usvg::Node::Text(t) => {
                let text = t.chunks().iter().map(usvg::TextChunk::text).collect::<String>();
                // The ink, not the line's box: labels may come near each other, but not touch.
                let ink = t.flattened().bounding_box();
                let ink = ink.transform(t.abs_transform()).expect("a box that can be drawn");
                let spans = || t.chunks().iter().flat_map(usvg::TextChunk::spans);
                let size = spans().map(|s| s.font_size().get()).fold(f32::INFINITY, f32::min);
                let ground = ground(
                    surfaces,
                    f32::midpoint(ink.left(), ink.right()),
                    f32::midpoint(ink.top(), ink.bottom()),
                );
                let own = spans().filter_map(|s| colour(s.fill())).map(|(own, _)| contrast(own, ground));
                found.push(TextBox {
                    text,
                    left: ink.left(),
                    top: ink.top(),
                    right: ink.right(),
                    bottom: ink.bottom(),
                    size: size * t.abs_transform().sy,
                    contrast: own.fold(f64::INFINITY, f64::min),
                });
            }
            usvg::Node::Path(path) => {
                let Some((colour, opacity)) = colour(path.fill()) else { continue };
                let bounds = path.abs_bounding_box();
                let (left, top, right, bottom) =
                    (bounds.left(), bounds.top(), bounds.right(), bounds.bottom());
                surfaces.push(Surface { left, top, right, bottom, colour, opacity });
            }
            usvg::Node::Image(_) => {}
        }
    }
}

/// The smallest type that can be read, in pixels as shown.
const LEAST_SIZE: f32 = 11.0;
/// The least contrast of words (WCAG 2.2, AA).
const LEAST_CONTRAST: f64 = 4.5;

/// Fails when two texts touch, one leaves the sheet, or one is too small or too faint to be read.
pub(super) fn assert_legible(name: &str, svg: &str) {
    const EDGE: f32 = 4.0;
    let (texts, width, height) = texts(svg);
    assert!(texts.len() > 3, "{name}: only {} texts", texts.len());
    for t in &texts {
        let inside = t.left >= EDGE && t.top >= EDGE && t.right <= width - EDGE && t.bottom <= height - EDGE;
        assert!(inside, "{name}: {t:?} leaves the sheet of {width} × {height}");
        assert!(t.size >= LEAST_SIZE - 0.01, "{name}: {t:?} is too small");
        assert!(t.contrast >= LEAST_CONTRAST, "{name}: {t:?} is too faint");
    }
    for (i, a) in texts.iter().enumerate() {
        for b in &texts[i + 1..] {
            let apart =
                a.right + 1.0 <= b.left || b.right + 1.0 <= a.left || a.bottom <= b.top || b.bottom <= a.top;
            assert!(apart, "{name}: {a:?} overlaps {b:?}");
        }
    }
}
