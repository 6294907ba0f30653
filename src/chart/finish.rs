//! From plotters' SVG to one that a publisher would take: a title and a description, one font stack,
//! baselines, and the size in pixels.

use std::fmt::Write as _;

use super::canvas::UNIT;
use super::font::FAMILY;
use super::{ChartError, font, raster};

const FONT_STACK: &str = "Inter, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";

/// Rewrites the document that plotters wrote.
///
/// Attribute values in it are escaped, so that a quoted pattern cannot occur in a reader's text.
pub(super) fn finish(
    raw: &str,
    (width, height): (f64, f64),
    title: &str,
    description: &str,
) -> Result<String, ChartError> {
    let body = raw.split_once(">\n").map_or(raw, |(_, body)| body);
    let mut out = String::with_capacity(body.len());
    let (w, h) = (width * UNIT, height * UNIT);
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {w:.0} {h:.0}\" role=\"img\" aria-labelledby=\"chart-title chart-desc\" \
         font-family=\"{FONT_STACK}\">"
    );
    let _ = writeln!(out, "<title id=\"chart-title\">{}</title>", escaped(title));
    let _ = writeln!(out, "<desc id=\"chart-desc\">{}</desc>", escaped(description));
    let family = format!(" font-family=\"{FAMILY}\"");
    let plain = body
        .replace(&family, "")
        .replace(" dy=\"0.5ex\"", "")
        .replace(" opacity=\"1\"", "")
        .replace(" text-anchor=\"start\"", "")
        .replace(" stroke=\"none\"", "")
        .replace(" font-weight=\"bold\"", " font-weight=\"600\"")
        .replace("\n</text>", "</text>");
    text_on_one_line(&plain, &mut out);
    let widths = raster::text_widths(&out)?;
    Ok(with_widths(&out, &widths))
}

/// Width and height in pixels of a chart's document; nothing for another one.
#[must_use]
pub fn size(svg: &str) -> (u32, u32) {
    let side = |name: &str| {
        let value = svg.split_once(name)?.1.split('"').next()?;
        value.parse().ok()
    };
    (side(" width=\"").unwrap_or_default(), side(" height=\"").unwrap_or_default())
}

/// Tells every reader how wide a text is, so that another face (where the embedded one is not
/// installed) is fitted into the same place and labels stay apart.
fn with_widths(svg: &str, widths: &[f32]) -> String {
    let mut widths = widths.iter();
    let mut out = String::with_capacity(svg.len() + svg.len() / 8);
    for line in svg.lines() {
        let text = line.strip_prefix("<text ").and_then(|rest| Some((rest, widths.next()?)));
        // Scripts that the face lacks come out as wide as their reader's face makes them.
        if let Some((rest, width)) = text.filter(|_| line.chars().all(font::is_simple)) {
            let _ = writeln!(out, "<text textLength=\"{width:.0}\" lengthAdjust=\"spacingAndGlyphs\" {rest}");
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Joins a text's tag with its content, and rounds its size to a tenth of a unit.
fn text_on_one_line(svg: &str, out: &mut String) {
    for line in svg.lines() {
        if line.starts_with("<text ") && line.ends_with('>') && !line.ends_with("</text>") {
            out.push_str(&with_round_size(line));
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
}

/// `font-size="129.99999999999997"` becomes `font-size="130"`.
fn with_round_size(tag: &str) -> String {
    const KEY: &str = "font-size=\"";
    let Some((before, rest)) = tag.split_once(KEY) else { return tag.to_owned() };
    let Some((size, after)) = rest.split_once('"') else { return tag.to_owned() };
    match size.parse::<f64>() {
        Ok(size) => format!("{before}{KEY}{}\"{after}", (size * 10.0).round() / 10.0),
        Err(_) => tag.to_owned(),
    }
}

/// Text that can stand between tags.
pub(super) fn escaped(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || c.is_whitespace()).fold(
        String::with_capacity(text.len()),
        |mut out, c| {
            match c {
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '&' => out.push_str("&amp;"),
                '\u{fffe}' | '\u{ffff}' => {}
                other => out.push(other),
            }
            out
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_is_replaced_and_texts_stand_on_their_baseline() {
        let raw = "<svg width=\"100\" height=\"50\" viewBox=\"0 0 100 50\" xmlns=\"x\">\n\
                   <text x=\"1\" y=\"2\" dy=\"0.5ex\" text-anchor=\"start\" font-family=\"Inter\" \
                   font-size=\"129.99999999999997\" opacity=\"1\" fill=\"#000000\" font-weight=\"bold\">\nA &lt; B\n</text>\n</svg>\n";
        let svg = finish(raw, (10.0, 5.0), "Profits & <losses>", "…").unwrap();
        assert!(svg.starts_with(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"5\" viewBox=\"0 0 100 50\""
        ));
        assert_eq!(size(&svg), (10, 5));
        assert!(svg.contains("<title id=\"chart-title\">Profits &amp; &lt;losses&gt;</title>"));
        assert!(svg.contains(
            "<text textLength=\"332\" lengthAdjust=\"spacingAndGlyphs\" x=\"1\" y=\"2\" font-size=\"130\" fill=\"#000000\" font-weight=\"600\">A &lt; B</text>\n</svg>"
        ), "{svg}");
    }
}
