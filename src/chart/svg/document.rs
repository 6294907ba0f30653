//! The document being written.

use plotters::style::RGBColor;
use xxhash_rust::xxh3::xxh3_64;

use super::embed::Letters;
use super::markup::{Element, Num, Points, carried, close, content};
use crate::chart::error::ChartError;
use crate::chart::face::{self, FAMILY, Weight};
use crate::chart::spec::{Frame, Wording};

/// What the document says about itself.
#[derive(Debug, Clone, Copy)]
pub(in crate::chart) struct Head<'a> {
    /// Width and height of what is laid out, in pixels.
    pub(in crate::chart) size: (f64, f64),
    /// The kind of chart: a class of the root element.
    pub(in crate::chart) kind: &'static str,
    /// The text alternative.
    pub(in crate::chart) description: &'a str,
}

/// A colour with its share of opacity, 1 for a full one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::chart) struct Paint {
    pub(in crate::chart) colour: RGBColor,
    pub(in crate::chart) opacity: f64,
}

impl Paint {
    fn hex(self) -> String {
        let RGBColor(r, g, b) = self.colour;
        format!("#{r:02X}{g:02X}{b:02X}")
    }

    fn share(self) -> Option<Num> {
        (self.opacity < 1.0).then(|| Num::of(self.opacity))
    }
}

/// How a line is drawn: width in pixels, and the lengths of dashes and gaps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::chart) struct Stroke {
    pub(in crate::chart) paint: Paint,
    pub(in crate::chart) width: f64,
    pub(in crate::chart) dash: Option<(f64, f64)>,
}

/// Which point of a text its `x` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::chart) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    /// The attribute's value; the start goes without saying.
    const fn word(self) -> Option<&'static str> {
        match self {
            Self::Start => None,
            Self::Middle => Some("middle"),
            Self::End => Some("end"),
        }
    }
}

/// How a text is set: size in pixels per em, clockwise turn in degrees.
#[derive(Debug, Clone, Copy)]
pub(in crate::chart) struct Setting {
    pub(in crate::chart) size: f64,
    pub(in crate::chart) weight: Weight,
    pub(in crate::chart) paint: Paint,
    pub(in crate::chart) anchor: Anchor,
    pub(in crate::chart) turn: u16,
}

/// The faces of readers who have neither the embedded one nor leave to load it.
const FALLBACK: &str = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";

/// An SVG document, written from its first element to its last.
#[derive(Debug, Default)]
pub(in crate::chart) struct Document {
    body: String,
    letters: Letters,
    class: String,
    open_groups: usize,
    failure: Option<ChartError>,
}

impl Document {
    /// The classes of every element that follows.
    pub(in crate::chart) fn set_class(&mut self, classes: &[&'static str]) {
        self.class = classes.join(" ");
    }

    /// Opens a group for a part of the picture.
    pub(in crate::chart) fn open_group(&mut self, class: &'static str) {
        Element::new(&mut self.body, "g").with("class", class).open().push('\n');
        self.open_groups += 1;
    }

    /// Closes the group opened last; without one, nothing happens.
    pub(in crate::chart) fn close_group(&mut self) {
        if let Some(rest) = self.open_groups.checked_sub(1) {
            close(&mut self.body, "g");
            self.open_groups = rest;
        }
    }

    /// Remembers what went wrong first; [`Self::finish`] reports it.
    pub(in crate::chart) fn fail(&mut self, error: ChartError) {
        self.failure.get_or_insert(error);
    }

    /// A rectangle from its upper left corner.
    pub(in crate::chart) fn rect(
        &mut self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        fill: Option<Paint>,
        rim: Option<Stroke>,
    ) {
        self.check(&[x, y, width, height]);
        let element = self
            .element("rect")
            .with("x", Num::of(x))
            .with("y", Num::of(y))
            .with("width", Num::of(width))
            .with("height", Num::of(height));
        stroked(filled(element, fill), rim).empty();
    }

    /// A line through points; nothing for fewer than two.
    pub(in crate::chart) fn line(&mut self, points: &[(f64, f64)], stroke: Stroke) {
        self.check_points(points);
        match points {
            [] | [_] => {}
            [from, to] => {
                let element = self
                    .element("line")
                    .with("x1", Num::of(from.0))
                    .with("y1", Num::of(from.1))
                    .with("x2", Num::of(to.0))
                    .with("y2", Num::of(to.1));
                stroked(element, Some(stroke)).empty();
            }
            _ => {
                let element = self.element("polyline").with("points", Points(points));
                stroked(filled(element, None), Some(stroke)).empty();
            }
        }
    }

    /// A filled surface.
    pub(in crate::chart) fn polygon(&mut self, points: &[(f64, f64)], fill: Paint) {
        self.check_points(points);
        filled(self.element("polygon").with("points", Points(points)), Some(fill)).empty();
    }

    /// A circle around its centre.
    pub(in crate::chart) fn circle(
        &mut self,
        (x, y): (f64, f64),
        radius: f64,
        fill: Option<Paint>,
        rim: Option<Stroke>,
    ) {
        self.check(&[x, y, radius]);
        let element =
            self.element("circle").with("cx", Num::of(x)).with("cy", Num::of(y)).with("r", Num::of(radius));
        stroked(filled(element, fill), rim).empty();
    }

    /// One line of text with its baseline at `y`; nothing for a text of spaces.
    ///
    /// The width of a text in one language is stated, so that another face (where the embedded one
    /// cannot be loaded) is fitted into the same place. Letters that the face lacks come out as wide
    /// as the reader's own face makes them, and no width is stated; nor is it for a text of several
    /// stretches, to each of which rasterisers would apply it.
    pub(in crate::chart) fn text(&mut self, phrases: &[Wording], (x, y): (f64, f64), set: Setting) {
        let phrases: Vec<Wording> = phrases.iter().map(settled).filter(|p| !p.text.is_empty()).collect();
        self.check(&[x, y, set.size]);
        for phrase in &phrases {
            self.letters.add(&phrase.text, set.weight);
        }
        match phrases.as_slice() {
            [] => {}
            [Wording { text, lang }] => {
                let width = text.chars().all(face::is_simple);
                let width = width.then(|| Num::of(face::width(text, set.size, set.weight)));
                let mut element = self
                    .text_element((x, y), set)
                    .maybe("textLength", width)
                    .maybe("lengthAdjust", width.map(|_| "spacingAndGlyphs"));
                if let Some(lang) = lang {
                    element = element.escaped("lang", lang);
                }
                element.text(text);
            }
            several => {
                self.letters.add(" ", set.weight);
                let out = self.text_element((x, y), set).open();
                stretches(out, several);
                close(out, "text");
            }
        }
    }

    fn text_element(&mut self, (x, y): (f64, f64), set: Setting) -> Element<'_> {
        let turn = (set.turn != 0).then(|| format!("rotate({} {} {})", set.turn, Num::of(x), Num::of(y)));
        let element = self
            .element("text")
            .with("x", Num::of(x))
            .with("y", Num::of(y))
            .maybe("transform", turn)
            .maybe("text-anchor", set.anchor.word())
            .with("font-size", Num::of(set.size))
            .maybe("font-weight", (set.weight == Weight::SemiBold).then(|| set.weight.number()));
        filled(element, Some(set.paint))
    }

    /// The whole document, named by the title of its frame.
    ///
    /// # Errors
    /// What went wrong while it was drawn.
    pub(in crate::chart) fn finish(mut self, frame: &Frame, head: Head<'_>) -> Result<String, ChartError> {
        self.check(&[head.size.0, head.size.1]);
        while self.open_groups > 0 {
            self.close_group();
        }
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let (width, height) = (Num::of(head.size.0), Num::of(head.size.1));
        let zoom = frame.sheet.zoom;
        let own = frame.theme.face().map_or_else(String::new, |face| format!("{face}, "));
        // Several charts may be in one page: their ids must differ.
        let mark = xxh3_64(format!("{}\n{}\n{}", frame.title, head.description, self.body).as_bytes());
        let (title_id, description_id) = (format!("title-{mark:016x}"), format!("desc-{mark:016x}"));
        // A picture without a title goes by its description.
        let is_titled = !carried(&frame.title).trim().is_empty();
        let faces = self.letters.font_faces();
        let mut out = String::with_capacity(self.body.len() + faces.len() + 2048);
        Element::new(&mut out, "svg")
            .with("xmlns", "http://www.w3.org/2000/svg")
            .with("class", format_args!("newstape {}", head.kind))
            .with("width", Num::of((head.size.0 * zoom).round()))
            .with("height", Num::of((head.size.1 * zoom).round()))
            .with("viewBox", format_args!("0 0 {width} {height}"))
            .with("lang", frame.lang.tag())
            .with("role", "img")
            .with("aria-labelledby", if is_titled { &title_id } else { &description_id })
            .maybe("aria-describedby", is_titled.then_some(&description_id))
            .with("font-family", format_args!("{own}{FAMILY}, {FALLBACK}"))
            .open()
            .push('\n');
        if is_titled {
            Element::new(&mut out, "title").with("id", &title_id).text(&frame.title);
        }
        Element::new(&mut out, "desc").with("id", &description_id).text(head.description);
        if !faces.is_empty() {
            Element::new(&mut out, "style").text(&faces);
        }
        out.push_str(&self.body);
        close(&mut out, "svg");
        Ok(out)
    }

    fn element(&mut self, name: &'static str) -> Element<'_> {
        let class = (!self.class.is_empty()).then_some(&self.class);
        Element::new(&mut self.body, name).maybe("class", class)
    }

    fn check(&mut self, numbers: &[f64]) {
        if let Some(&value) = numbers.iter().find(|n| !n.is_finite()) {
            self.fail(ChartError::NotFinite { what: "a coordinate".to_owned(), value });
        }
    }

    fn check_points(&mut self, points: &[(f64, f64)]) {
        if let Some(&(x, y)) = points.iter().find(|(x, y)| !(x.is_finite() && y.is_finite())) {
            self.check(&[x, y]);
        }
    }
}

/// Phrases with spaces between them; those of another language set apart.
fn stretches(out: &mut String, phrases: &[Wording]) {
    for (i, Wording { text, lang }) in phrases.iter().enumerate() {
        content(out, if i == 0 { "" } else { " " });
        match lang {
            None => content(out, text),
            Some(lang) => {
                let span = Element::new(out, "tspan").escaped("lang", lang);
                span.with("style", "unicode-bidi:plaintext").span(text);
            }
        }
    }
}

/// A phrase as it can be set.
fn settled(phrase: &Wording) -> Wording {
    let text = face::settled(&phrase.text);
    Wording { text: carried(&text).trim().to_owned(), lang: phrase.lang.clone() }
}

fn filled(element: Element<'_>, fill: Option<Paint>) -> Element<'_> {
    match fill {
        None => element.with("fill", "none"),
        Some(paint) => element.with("fill", paint.hex()).maybe("fill-opacity", paint.share()),
    }
}

fn stroked(element: Element<'_>, stroke: Option<Stroke>) -> Element<'_> {
    let Some(Stroke { paint, width, dash }) = stroke else { return element };
    element
        .with("stroke", paint.hex())
        .maybe("stroke-opacity", paint.share())
        .with("stroke-width", Num::of(width))
        .maybe("stroke-dasharray", dash.map(|(on, off)| format!("{} {}", Num::of(on), Num::of(off))))
}

#[cfg(test)]
mod tests;
