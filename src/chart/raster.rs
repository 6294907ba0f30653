//! From SVG to PNG, with the embedded face only: the picture is the same on every machine.

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

use super::ChartError;
use super::font;
use super::legible::legible;

/// The greatest side of a picture, in pixels.
const MAX_SIDE: f32 = 16_384.0;

/// Turns a chart's SVG into a PNG, `scale` times as large as its nominal size.
///
/// # Errors
/// [`ChartError::Svg`] for a document that cannot be read, [`ChartError::Scale`] for a scale that
/// is not positive or would give a picture of more than 16,384 pixels a side.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, ChartError> {
    let tree = parse(&legible(svg))?;
    let size = tree.size();
    let side = size.width().max(size.height()) * scale;
    if !(scale.is_finite() && scale > 0.0 && side <= MAX_SIDE) {
        return Err(ChartError::Scale { scale, max_side: MAX_SIDE });
    }
    let pixels = size.scale_by(scale).map(|s| s.to_int_size());
    let mut picture = pixels
        .and_then(|p| Pixmap::new(p.width(), p.height()))
        .ok_or(ChartError::Scale { scale, max_side: MAX_SIDE })?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    picture.encode_png().map_err(|e| ChartError::Png(e.to_string()))
}

/// Reads an SVG document, shaping its text in the embedded face.
pub(super) fn parse(svg: &str) -> Result<usvg::Tree, ChartError> {
    let options = usvg::Options {
        font_family: font::FAMILY.to_owned(),
        fontdb: Arc::clone(faces()),
        ..usvg::Options::default()
    };
    usvg::Tree::from_str(svg, &options).map_err(|e| ChartError::Svg(e.to_string()))
}

/// The width of every text of a document, in the document's own units and order.
pub(super) fn text_widths(svg: &str) -> Result<Vec<f32>, ChartError> {
    let tree = parse(svg)?;
    let mut widths = Vec::new();
    collect_widths(tree.root(), &mut widths);
    Ok(widths)
}

/// The width of one line of text as it will be painted, letter by letter in any script.
pub(super) fn shaped_width(text: &str, size: f64, is_semibold: bool) -> Option<f64> {
    // Set large, because the document is read in single precision.
    const AT: f64 = 100.0;
    let weight = if is_semibold { 600 } else { 400 };
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><text y=\"9\" font-size=\"{AT}\" \
         font-weight=\"{weight}\">{}</text></svg>",
        super::finish::escaped(text)
    );
    let width = text_widths(&svg).ok()?.into_iter().fold(0.0, f32::max);
    Some(f64::from(width) * size / AT)
}

fn collect_widths(group: &usvg::Group, widths: &mut Vec<f32>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(inner) => collect_widths(inner, widths),
            usvg::Node::Text(text) => widths.push(text.bounding_box().width()),
            usvg::Node::Path(_) | usvg::Node::Image(_) => {}
        }
    }
}

fn faces() -> &'static Arc<fontdb::Database> {
    static FACES: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    FACES.get_or_init(|| {
        let mut database = fontdb::Database::new();
        for bytes in [font::REGULAR, font::SEMIBOLD] {
            database.load_font_source(fontdb::Source::Binary(Arc::new(bytes)));
        }
        Arc::new(database)
    })
}
