//! From SVG to PDF: lines stay lines and words stay words, set in the embedded face.

use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt as _, SvgSettings};
use resvg::usvg::roxmltree;

use super::error::ChartError;
use super::raster::parse;

/// Turns a chart's SVG into a PDF of one page of its size, a point for each pixel. Title, text alternative and
/// language are those of the SVG.
///
/// As in a [PNG](super::png), a stretch of a script that the embedded face lacks is named.
///
/// # Errors
/// [`ChartError::Svg`] for a document that cannot be read, [`ChartError::Pdf`] for one that cannot be written.
///
/// # Examples
/// ```
/// let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><title>Nothing</title></svg>"#;
/// assert!(newstape::chart::pdf(svg)?.starts_with(b"%PDF-1."));
/// # Ok::<(), newstape::chart::ChartError>(())
/// ```
pub fn pdf(svg: &str) -> Result<Vec<u8>, ChartError> {
    let tree = parse(svg)?;
    let size = Size::from_wh(tree.size().width(), tree.size().height());
    let size = size.ok_or_else(|| ChartError::Pdf("the page has no area".to_owned()))?;
    let mut document = krilla::Document::new();
    document.set_metadata(metadata(svg));
    let mut page = document.start_page_with(PageSettings::new(size));
    let mut surface = page.surface();
    // Its answer says no more than that the size is one.
    let _ = surface.draw_svg(&tree, size, SvgSettings::default());
    surface.finish();
    page.finish();
    document.finish().map_err(|e| ChartError::Pdf(format!("{e:?}")))
}

fn metadata(svg: &str) -> Metadata {
    let Ok(document) = roxmltree::Document::parse(svg) else { return Metadata::new() };
    let root = document.root_element();
    let words = |tag: &str| {
        let node = root.children().find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", tag)));
        node.and_then(|node| node.text()).map(str::to_owned)
    };
    let mut metadata = Metadata::new().creator("newstape".to_owned());
    metadata = words("title").into_iter().fold(metadata, Metadata::title);
    metadata = words("desc").into_iter().fold(metadata, Metadata::description);
    let lang = root.attribute("lang").map(str::to_owned);
    lang.into_iter().fold(metadata, Metadata::language)
}
