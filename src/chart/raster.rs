//! From SVG to PNG, with the embedded face only: the picture is the same on every machine.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
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
/// Its size on paper is its nominal one at 96 pixels to the inch: at scale 2 it has 192.
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
    packed(picture, scale).map_err(|e| ChartError::Png(e.to_string()))
}

/// Pixels of a screen to the inch, by which a size on paper is that on the screen.
const PIXELS_PER_INCH: f32 = 96.0;
const INCHES_PER_METRE: f32 = 39.370_08;

/// A PNG that says its size on paper, with a palette where one holds all colours, and without transparency
/// where nothing is transparent.
fn packed(picture: Pixmap, scale: f32) -> Result<Vec<u8>, png::EncodingError> {
    let (width, height) = (picture.width(), picture.height());
    let pixels = picture.take_demultiplied();
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_depth(png::BitDepth::Eight);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // some thousands
    let pixels_per_metre = (PIXELS_PER_INCH * scale * INCHES_PER_METRE).round() as u32;
    let unit = png::Unit::Meter;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: pixels_per_metre,
        yppu: pixels_per_metre,
        unit,
    }));
    let data = match paletted(&pixels) {
        Some((palette, indices)) => {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(palette);
            indices
        }
        None if is_opaque(&pixels) => {
            encoder.set_color(png::ColorType::Rgb);
            pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
        }
        None => {
            encoder.set_color(png::ColorType::Rgba);
            pixels
        }
    };
    encoder.write_header()?.write_image_data(&data)?;
    Ok(out)
}

fn is_opaque(pixels: &[u8]) -> bool {
    pixels.chunks_exact(4).all(|pixel| pixel[3] == u8::MAX)
}

/// Red, green and blue of each colour, and each pixel's colour; `None` with more than 256 or transparent ones.
fn paletted(pixels: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut known: HashMap<[u8; 4], u8> = HashMap::new();
    let (mut palette, mut indices) = (Vec::new(), Vec::with_capacity(pixels.len() / 4));
    let mut last: Option<([u8; 4], u8)> = None;
    for pixel in pixels.chunks_exact(4) {
        let colour = [pixel[0], pixel[1], pixel[2], pixel[3]];
        let index = match last {
            Some((before, index)) if before == colour => index,
            _ if colour[3] != u8::MAX => return None,
            _ => {
                let next = u8::try_from(known.len());
                match known.entry(colour) {
                    Entry::Occupied(entry) => *entry.get(),
                    Entry::Vacant(entry) => {
                        palette.extend_from_slice(&colour[..3]);
                        *entry.insert(next.ok()?)
                    }
                }
            }
        };
        last = Some((colour, index));
        indices.push(index);
    }
    Some((palette, indices))
}

/// Reads an SVG document, shaping its text in the embedded face.
pub(super) fn parse(svg: &str) -> Result<usvg::Tree, ChartError> {
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

#[cfg(test)]
mod tests {
    fn decoded(png: &[u8]) -> (png::ColorType, Option<png::PixelDimensions>, Vec<u8>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        (reader.info().color_type, reader.info().pixel_dims, pixels)
    }

    #[test]
    fn few_colours_have_a_palette_many_have_none_and_the_size_on_paper_is_said() {
        let of = |body: &str| {
            let svg =
                format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"20\">{body}</svg>");
            decoded(&super::png(&svg, 2.0).unwrap())
        };
        let paper = "<rect width=\"60\" height=\"20\" fill=\"#ffffff\"/>";
        let (kind, dims, pixels) = of(&format!("{paper}<rect width=\"9\" height=\"9\" fill=\"#ff0000\"/>"));
        assert_eq!(kind, png::ColorType::Indexed);
        assert_eq!(&pixels[..3], [255, 0, 0]);
        assert_eq!(dims.map(|d| d.xppu), Some(7559), "192 pixels to the inch");
        let stripe = |n: u32| {
            let (x, y) = (n % 60, n / 60);
            format!("<rect x=\"{x}\" y=\"{y}\" width=\"1\" height=\"1\" fill=\"#{n:06x}\"/>")
        };
        let stripes: Vec<String> = (0..600).map(stripe).collect();
        let (kind, _, pixels) = of(&format!("{paper}{}", stripes.concat()));
        assert_eq!((kind, pixels[6 + 2]), (png::ColorType::Rgb, 1), "the second stripe of two pixels");
        assert_eq!(of("").0, png::ColorType::Rgba);
    }
}
