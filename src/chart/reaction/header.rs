//! Title, subtitle and legend.

use crate::chart::axis::IndexAxis;
use crate::chart::canvas::Canvas;
use crate::chart::heading::Heading;
use crate::chart::ink::Ink;
use crate::chart::legend::{Legend, Sample};
use crate::chart::spec::{ReactionSpec, Sheet};

/// The part above the panes.
pub(super) struct Header {
    heading: Heading,
    legend: Legend,
    pub(super) bottom: f64,
}

impl Header {
    pub(super) fn of(
        spec: &ReactionSpec,
        sheet: Sheet,
        axis: &IndexAxis<'_>,
        (candles, lined): (bool, bool),
    ) -> Self {
        let heading = Heading::of(&spec.frame);
        let edges = (sheet.margin(), sheet.margin() + sheet.inner());
        let legend = Legend::of(samples(spec, axis, (candles, lined)), edges, heading.bottom + 19.0);
        let bottom = legend.bottom + 12.0;
        Self { heading, legend, bottom }
    }

    pub(super) fn paint(&self, canvas: &mut Canvas) {
        self.heading.paint(canvas);
        self.legend.paint(canvas);
    }
}

fn samples(
    spec: &ReactionSpec,
    axis: &IndexAxis<'_>,
    (candles, lined): (bool, bool),
) -> Vec<(Sample, String)> {
    let lang = spec.frame.lang;
    let price = if candles { Sample::Candles } else { Sample::Line(1.6, Ink::Price) };
    let mut wanted = vec![(price, spec.instrument.clone())];
    if let Some(benchmark) = spec.benchmark.as_ref().filter(|_| lined) {
        let base = match spec.anchor {
            Some(_) => lang.pick("rebased to the anchor", "ab dem Anker"),
            None => lang.pick("rebased", "umbasiert"),
        };
        wanted.push((Sample::Line(1.8, Ink::Benchmark), format!("{}, {base}", benchmark.label)));
    }
    if let Some(anchor) = spec.anchor {
        let price = lang.price(anchor.price, spec.currency, spec.decimals);
        wanted.push((Sample::Dashes(Ink::Text), format!("{} {price}", lang.pick("Anchor", "Anker"))));
    }
    if let Some(name) = super::cone::name(spec, axis) {
        wanted.push((Sample::Cone(Ink::Muted), name));
    }
    if !axis.extended().is_empty() {
        wanted.push((
            Sample::Ground(Ink::Shade),
            lang.pick("Extended hours", "Vor- und nachbörslich").to_owned(),
        ));
    }
    wanted
}
