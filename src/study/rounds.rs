//! The rounds of a study over all instruments, each cut into pieces that share nothing.
//!
//! Pieces depend on the data alone and are merged in the panel's order: results do not depend on the number
//! of threads.

use rayon::prelude::*;

use super::cross_section::{CrossScratch, CrossSection};
use super::kernel::{Aligned, Detail, InstrumentStudy, Pair, study_instrument};
use super::outcome::Exclusion;
use super::panel::{Market, Panel};
use super::rank_gatherer::RankGatherer;
use super::rank_sums::{RankSums, Scales};
use super::shared_days::SharedDays;
use super::significance::{SignedRank, SignedRanker};
use super::spec::Spec;

/// Pieces of a study: enough to balance threads, few enough that their sums take little memory.
const PIECES: usize = 64;
/// Pieces of the round that sums residuals by day 0: its sums are a table as long as the calendar.
const WIDE_PIECES: usize = 8;
/// Instruments of the smallest piece: each piece has its own sums, which cost more than a few events.
const LEAST: usize = 16;

/// What is kept of the events themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// Every column of every event.
    #[default]
    Events,
    /// Only the sums over events: what one instrument's events gave is forgotten when it has been added, and
    /// computed again where a later round needs it.
    Sums,
}

/// An instrument's place in the panel and what was found for it.
type Measured = (usize, InstrumentStudy);

/// What every round needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rounds<'a> {
    pub(super) panel: &'a Panel,
    pub(super) market: &'a Market,
    pub(super) pairs: &'a [Vec<Pair>],
    pub(super) spec: &'a Spec,
}

/// The first round's yield.
#[derive(Debug)]
pub(super) struct First {
    pub(super) kept: Vec<Measured>,
    pub(super) cross: CrossSection,
    pub(super) excluded: Vec<(u32, Exclusion)>,
    /// The measured events by instrument.
    pub(super) measured: Vec<(usize, Vec<Pair>)>,
    /// Those without an abnormal return on some day.
    pub(super) with_missing_days: u64,
}

/// Signed ranks of abnormal and of cumulative abnormal returns, by day.
#[derive(Debug, Clone, Default)]
pub(super) struct SignedRanks {
    pub(super) ar: Vec<SignedRank>,
    pub(super) car: Vec<SignedRank>,
}

/// Values of a piece's events by day: for each day a run of as many values as there are events.
struct Block {
    events: usize,
    values: Vec<f64>,
    /// The sum over the days before, for each event.
    before: Vec<f64>,
}

impl Block {
    fn day(&self, day: usize) -> &[f64] {
        &self.values[day * self.events..(day + 1) * self.events]
    }

    /// Replaces each value by the sum up to it.
    fn cumulate(&mut self) {
        for day in self.values.chunks_exact_mut(self.events.max(1)) {
            for (x, sum) in day.iter_mut().zip(&mut self.before) {
                *sum += *x;
                *x = *sum;
            }
        }
    }
}

impl Rounds<'_> {
    fn pieces(&self) -> Vec<Vec<usize>> {
        self.pieces_of(PIECES)
    }

    fn pieces_of(&self, most: usize) -> Vec<Vec<usize>> {
        let busy: Vec<usize> = (0..self.pairs.len()).filter(|i| !self.pairs[*i].is_empty()).collect();
        busy.chunks(busy.len().div_ceil(most).max(LEAST)).map(<[usize]>::to_vec).collect()
    }

    fn measure(&self, instrument: usize, aligned: &mut Aligned, into: &mut InstrumentStudy) {
        aligned.refill(&self.panel.series[instrument], self.market, self.spec);
        study_instrument(aligned, &self.pairs[instrument], self.spec, into);
    }

    /// The events themselves, and all sums that need no other.
    pub(super) fn first(&self, keep: Keep) -> First {
        let parts: Vec<First> = self.pieces().par_iter().map(|piece| self.first_of(piece, keep)).collect();
        let mut all = self.nothing();
        for part in parts {
            all.kept.extend(part.kept);
            all.cross.merge(&part.cross);
            all.excluded.extend(part.excluded);
            all.measured.extend(part.measured);
            all.with_missing_days += part.with_missing_days;
        }
        all
    }

    fn nothing(&self) -> First {
        First {
            kept: Vec::new(),
            cross: self.no_cross(),
            excluded: Vec::new(),
            measured: Vec::new(),
            with_missing_days: 0,
        }
    }

    fn no_cross(&self) -> CrossSection {
        CrossSection::empty(self.spec, self.panel.calendar.len())
    }

    fn first_of(&self, piece: &[usize], keep: Keep) -> First {
        let mut first = self.nothing();
        let (mut aligned, mut scratch) = (Aligned::default(), CrossScratch::default());
        let mut study = InstrumentStudy::default();
        for &i in piece {
            self.measure(i, &mut aligned, &mut study);
            first.cross.take(&study, &aligned, &self.panel.series[i].rows, self.spec, &mut scratch);
            first.excluded.extend_from_slice(&study.excluded);
            first.measured.push((i, study.fits.iter().map(|fit| fit.pair).collect()));
            let days = study.ar.chunks_exact(study.days.max(1));
            first.with_missing_days += days.filter(|ar| !ar.iter().all(|x| x.is_finite())).count() as u64;
            if keep == Keep::Events {
                first.kept.push((i, std::mem::take(&mut study)));
            }
        }
        first
    }

    /// Ranks within events, which need the deviations across events first.
    pub(super) fn second(&self, first: &First) -> RankSums {
        let scales = Scales::of(&first.cross);
        let parts: Vec<RankSums> =
            self.pieces().par_iter().map(|piece| self.second_of(piece, &scales, &first.kept)).collect();
        let mut ranks = RankSums::empty(self.spec);
        for part in &parts {
            ranks.merge(part);
        }
        ranks
    }

    fn second_of(&self, piece: &[usize], scales: &Scales, kept: &[Measured]) -> RankSums {
        let (mut aligned, mut ranks) = (Aligned::default(), RankGatherer::new(self.spec));
        let mut again = InstrumentStudy::default();
        for &i in piece {
            let study = if let Some(study) = kept_of(kept, i) {
                aligned.refill(&self.panel.series[i], self.market, self.spec);
                study
            } else {
                self.measure(i, &mut aligned, &mut again);
                &again
            };
            ranks.take(study, &aligned, scales, self.spec);
        }
        ranks.finish()
    }

    /// The correlations of events that share days.
    pub(super) fn shared_days(&self, first: &First) -> SharedDays {
        let pieces = self.pieces_of(WIDE_PIECES);
        let parts: Vec<SharedDays> =
            pieces.par_iter().map(|piece| self.shared_of(piece, &first.kept)).collect();
        let mut shared = SharedDays::default();
        for part in &parts {
            shared.merge(part);
        }
        shared
    }

    fn shared_of(&self, piece: &[usize], kept: &[Measured]) -> SharedDays {
        let (mut aligned, mut shared) = (Aligned::default(), SharedDays::default());
        let mut again = InstrumentStudy::with_detail(Detail::Returns);
        for &i in piece {
            let rows = &self.panel.series[i].rows;
            if let Some(study) = kept_of(kept, i) {
                aligned.refill(&self.panel.series[i], self.market, self.spec);
                shared.take(study, &aligned, rows, self.spec);
            } else {
                self.measure(i, &mut aligned, &mut again);
                shared.take(&again, &aligned, rows, self.spec);
            }
        }
        shared
    }

    /// Ranks across events, some days at a time: their values take no more memory than the panel's returns.
    pub(super) fn signed_ranks(&self, first: &First) -> SignedRanks {
        let width = self.spec.window.len();
        let returns: usize = self.panel.series.iter().map(|series| series.returns.len()).sum();
        let at_a_time = (returns / first.cross.events.max(1) as usize).clamp(1, width);
        // No more often than needed, and equally many days each time.
        let at_a_time = width.div_ceil(width.div_ceil(at_a_time));
        let mut ranks = SignedRanks::default();
        for from in (0..width).step_by(at_a_time) {
            let days = from..(from + at_a_time).min(width);
            let mut blocks: Vec<Block> =
                self.pieces().par_iter().map(|piece| self.block(piece, &days, &first.kept)).collect();
            ranks.ar.extend(rank_days(&blocks, days.len()));
            blocks.par_iter_mut().for_each(Block::cumulate);
            ranks.car.extend(rank_days(&blocks, days.len()));
        }
        ranks
    }

    fn block(&self, piece: &[usize], days: &std::ops::Range<usize>, kept: &[Measured]) -> Block {
        let width = self.spec.window.len();
        let mut aligned = Aligned::default();
        let mut again = InstrumentStudy::with_detail(Detail::Returns);
        let events: usize = piece.iter().map(|i| self.pairs[*i].len()).sum();
        // Events that were left out leave their places empty.
        let (mut values, mut before) = (vec![f64::NAN; days.len() * events], vec![f64::NAN; events]);
        let mut event = 0;
        for &i in piece {
            let study = kept_of(kept, i).unwrap_or_else(|| {
                self.measure(i, &mut aligned, &mut again);
                &again
            });
            for row in study.ar.chunks_exact(width) {
                before[event] = row[..days.start].iter().sum();
                for (day, x) in row[days.clone()].iter().enumerate() {
                    values[day * events + event] = *x;
                }
                event += 1;
            }
        }
        Block { events, values, before }
    }
}

fn rank_days(blocks: &[Block], days: usize) -> Vec<SignedRank> {
    let rank = |ranker: &mut SignedRanker, day| ranker.rank(blocks.iter().map(|block| block.day(day)));
    (0..days).into_par_iter().map_init(SignedRanker::default, rank).collect()
}

fn kept_of(kept: &[Measured], instrument: usize) -> Option<&InstrumentStudy> {
    kept.binary_search_by_key(&instrument, |(i, _)| *i).ok().map(|at| &kept[at].1)
}
