//! What is stored of an instrument, judged as a whole: after every arrival, and whenever somebody asks.
//!
//! Bars and actions arrive in pieces, and a piece seldom tells its own fault: a split comes days after its
//! prices, the bars before it in another answer. So each series is judged with all that is known by now.
//! What is certain is repaired, what is not is flagged, and what the user has decided stays.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use crate::app::Failure;
use crate::calendar::Calendars;
use crate::instrument::InstrumentId;
use crate::market::quality::{
    Arrived, Claimed, Flag, Flags, Judged, JudgedAction, days_of_suspect_actions, inspect_daily,
    judge_actions, judge_daily,
};
use crate::market::{Adjustment, Bar, CorporateAction, Series};
use crate::store::{BarWriter, Label, LabelSpan, SeriesInfo, Store};
use crate::venue::venue;

/// Flags that only the arrival or the user could raise.
const KEPT: [Flag; 7] = [
    Flag::Duplicate,
    Flag::AmbiguousTime,
    Flag::CloseOnly,
    Flag::BidAndAsk,
    Flag::Disagreement,
    Flag::Accepted,
    Flag::Rejected,
];

/// The venue quotes in a hundredth of its money, so that pounds are taken for pence there.
pub(super) fn quotes_in_hundredths(instrument: &InstrumentId) -> bool {
    let currency = venue(instrument.mic).and_then(|venue| venue.currency);
    currency.is_some_and(|currency| currency.hundredth_of().is_some())
}

/// Takes in the bars of a series after their judgement: what arrived of the repaired ones is kept.
pub(super) fn write<At: Label>(
    writer: &mut BarWriter<'_>,
    series: &Series<At>,
    flags: &[Flags],
    originals: &[Bar<At>],
) -> Result<crate::store::Inserted, Failure> {
    writer.keep_originals(series.key(), originals)?;
    Ok(writer.insert(series, flags)?)
}

/// The flags that judging gives to bars, beside those of the gates.
pub(super) fn judged_flags<At: Ord + Copy>(bars: &[Bar<At>], judged: &Judged<At>, flags: &mut [Flags]) {
    for repair in &judged.repairs {
        if let Ok(at) = bars.binary_search_by_key(&repair.original.at, |bar| bar.at) {
            flags[at].insert(repair.flag);
            flags[at].insert(Flag::Repaired);
        }
    }
}

/// Judges all that is stored of an instrument.
///
/// # Errors
/// The database refuses.
pub fn settle(
    store: &mut Store,
    calendars: &Calendars,
    instrument: &InstrumentId,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let told = store.told_actions(instrument)?;
    let mut found = Vec::new();
    for info in store.own_series_of(instrument)? {
        if let LabelSpan::Days { first, last } = info.extent {
            found.extend(Found::of(store, info, first, last, &told)?);
        }
    }
    let judged = match found.iter().max_by_key(|found| found.weight()) {
        Some(main) => judge_actions(&told, &main.judged, &[], quotes_in_hundredths(instrument)),
        None => return Ok(()),
    };
    let mut writer = store.bar_writer(now, "repair")?;
    writer.judge_actions(instrument, &judged)?;
    for found in &found {
        found.write_repairs(&mut writer)?;
    }
    writer.commit()?;
    let judged = stored(store, instrument, &told)?;
    let mut writer = store.bar_writer(now, "repair")?;
    for found in &found {
        found.flag(&mut writer, calendars, &told, &judged)?;
    }
    Ok(writer.commit()?)
}

/// The actions as they were told, with what is now thought of them.
fn stored(
    store: &Store,
    instrument: &InstrumentId,
    told: &[CorporateAction],
) -> Result<Vec<JudgedAction>, Failure> {
    use crate::market::quality::Trust;
    let judgements = store.action_judgements(Some(instrument))?;
    let suspect = |action: &&CorporateAction| {
        judgements.iter().any(|judgement| judgement.told == **action && judgement.trust == "suspect")
    };
    let judged = |action: &CorporateAction| JudgedAction {
        action: action.clone(),
        told: 0.0,
        trust: Trust::Suspect,
        reason: String::new(),
    };
    Ok(told.iter().filter(suspect).map(judged).collect())
}

/// A daily series with its judgement.
struct Found {
    info: SeriesInfo,
    series: Series<NaiveDate>,
    flags: BTreeMap<NaiveDate, Flags>,
    /// The days of bars that were repaired before.
    repaired: BTreeMap<NaiveDate, Bar<NaiveDate>>,
    judged: Judged<NaiveDate>,
}

impl Found {
    fn of(
        store: &Store,
        info: SeriesInfo,
        first: NaiveDate,
        last: NaiveDate,
        told: &[CorporateAction],
    ) -> Result<Option<Self>, Failure> {
        let Some(series) = store.daily(&info.key, first, last)? else { return Ok(None) };
        let flagged = store.flagged_bars::<NaiveDate>(&info.key)?;
        let flags: BTreeMap<NaiveDate, Flags> = flagged.iter().map(|bar| (bar.bar.at, bar.flags)).collect();
        let each: Vec<Flags> =
            series.bars().iter().map(|bar| flags.get(&bar.at).copied().unwrap_or_default()).collect();
        let claimed = Claimed { adjustment: info.key.adjustment, is_stated: true };
        let judged = judge_daily(&Arrived { bars: series.bars(), flags: &each, claimed, actions: told });
        let originals = store.original_bars::<NaiveDate>(&info.key)?;
        let repaired = originals.into_iter().map(|bar| (bar.at, bar)).collect();
        Ok(Some(Self { info, series, flags, repaired, judged }))
    }

    /// The series by which actions are judged: not one without its dividends, and the longest.
    fn weight(&self) -> (bool, usize) {
        (self.info.key.adjustment != Adjustment::SplitsAndDividends, self.info.bars)
    }

    fn write_repairs(&self, writer: &mut BarWriter<'_>) -> Result<(), Failure> {
        let originals: Vec<Bar<NaiveDate>> =
            self.judged.repairs.iter().map(|repair| repair.original).collect();
        if originals.is_empty() {
            return Ok(());
        }
        let days: BTreeSet<NaiveDate> = originals.iter().map(|bar| bar.at).collect();
        let bars: Vec<_> = self.judged.bars.iter().filter(|bar| days.contains(&bar.at)).copied().collect();
        let mut flags = vec![Flags::NONE; bars.len()];
        judged_flags(&bars, &self.judged, &mut flags);
        let Ok(series) = Series::new(self.series.key().clone(), bars) else { return Ok(()) };
        write(writer, &series, &flags, &originals)?;
        Ok(())
    }

    /// Flags all bars anew, by the gates and by what is thought of the actions.
    fn flag(
        &self,
        writer: &mut BarWriter<'_>,
        calendars: &Calendars,
        told: &[CorporateAction],
        judged: &[JudgedAction],
    ) -> Result<(), Failure> {
        let key = self.series.key();
        let Ok(series) = Series::new(key.clone(), self.judged.bars.clone()) else { return Ok(()) };
        let (Some(first), Some(last)) = (series.bars().first(), series.bars().last()) else { return Ok(()) };
        let calendar = calendars.get(key.instrument.mic).ok();
        let sessions = calendar.map(|calendar| calendar.sessions_around(first.at, last.at));
        let mut flags = inspect_daily(&series, sessions, told);
        judged_flags(series.bars(), &self.judged, &mut flags);
        let suspect: BTreeSet<NaiveDate> =
            days_of_suspect_actions(series.bars(), judged).into_iter().collect();
        for (bar, flags) in series.bars().iter().zip(&mut flags) {
            let before = self.flags.get(&bar.at).copied().unwrap_or_default();
            KEPT.iter().filter(|flag| before.contains(**flag)).for_each(|flag| flags.insert(*flag));
            if self.repaired.contains_key(&bar.at) && before.contains(Flag::Repaired) {
                let why = [Flag::WrongUnit, Flag::SplitNotInPrices, Flag::Repaired];
                why.iter().filter(|flag| before.contains(**flag)).for_each(|flag| flags.insert(*flag));
            }
            if suspect.contains(&bar.at) {
                flags.insert(Flag::SuspectDividend);
            }
        }
        let by_day: BTreeMap<NaiveDate, Flags> = series.bars().iter().map(|bar| bar.at).zip(flags).collect();
        writer.reflag(key, first.at, last.at, |at, old| by_day.get(&at).copied().unwrap_or(old))?;
        Ok(())
    }
}
