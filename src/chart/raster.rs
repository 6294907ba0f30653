//! From SVG to PNG, with the embedded face only: the picture is the same on every machine.

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb, roxmltree};

use super::error::ChartError;
use super::face::{FAMILY, Weight};
use super::substitute::substituted;

/// The greatest side of a picture, in pixels.
const MAX_SIDE: f32 = 16_384.0;

/// Turns a chart's SVG into a PNG, `scale` times as large as its nominal size.
///
/// The picture is set in the embedded face alone, which holds Latin letters: a stretch of another
/// script is named (`[Arabic]`), and emoji are left out. A reader's own faces set the SVG.
///
/// # Errors
/// [`ChartError::Svg`] for a document that cannot be read, [`ChartError::Scale`] for a scale that
/// is not positive or would give a picture of more than 16,384 pixels a side.
///
/// # Examples
/// ```
/// let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>"#;
/// let png = newstape::chart::png(svg, 2.0)?;
/// assert!(png.starts_with(b"\x89PNG"));
/// // Width and height, from the header.
/// assert_eq!((png[19], png[23]), (80, 40));
/// # Ok::<(), newstape::chart::ChartError>(())
/// ```
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, ChartError> {
    let tree = parse(svg)?;
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
fn parse(svg: &str) -> Result<usvg::Tree, ChartError> {
    let options = usvg::Options {
        font_family: FAMILY.to_owned(),
        fontdb: Arc::clone(faces()),
        ..usvg::Options::default()
    };
    let unreadable = |e: &dyn std::fmt::Display| ChartError::Svg(e.to_string());
    let document = roxmltree::Document::parse(svg).map_err(|e| unreadable(&e))?;
    let tree = match substituted(&document) {
        None => usvg::Tree::from_xmltree(&document, &options),
        Some(legible) => usvg::Tree::from_str(&legible, &options),
    };
    tree.map_err(|e| unreadable(&e))
}

fn faces() -> &'static Arc<fontdb::Database> {
    static FACES: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    FACES.get_or_init(|| {
        let mut database = fontdb::Database::new();
        for weight in Weight::ALL {
            database.load_font_source(fontdb::Source::Binary(Arc::new(weight.bytes())));
        }
        Arc::new(database)
    })
}
