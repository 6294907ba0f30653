//! What the user decides of suspect bars and actions.

use chrono::{DateTime, NaiveDate, Utc};

use crate::app::Failure;
use crate::app::bars::disagreements::Stamped;
use crate::app::bars::settle::settle;
use crate::calendar::Calendars;
use crate::instrument::InstrumentId;
use crate::market::Series;
use crate::market::quality::{Flag, Flags};
use crate::store::{BarWriter, LabelSpan, SeriesInfo, Store};
use crate::venue::zone_of;
use crate::view::prices_check::DecisionRecord;

/// A decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// What arrived is right: it is used as it arrived.
    Accept,
    /// It is wrong: it takes no part in any figure.
    Reject,
}

/// Decides of the bars and the splits and dividends of a day: of those that are suspect or repaired, or where
/// none is, of all.
///
/// # Errors
/// The database refuses.
pub fn decide(
    store: &mut Store,
    calendars: &Calendars,
    instrument: &InstrumentId,
    day: NaiveDate,
    decision: Decision,
    now: DateTime<Utc>,
) -> Result<DecisionRecord, Failure> {
    let mut of_day = Vec::new();
    for info in store.own_series_of(instrument)? {
        of_day.push(Day::of(store, &info, day)?);
    }
    let judgements = store.action_judgements(Some(instrument))?;
    let is_action_suspect = judgements.iter().any(|judgement| judgement.told.ex_date == day);
    let is_bar_suspect = of_day.iter().any(Day::is_suspect);
    let all = !is_action_suspect && !is_bar_suspect;
    let mut record = DecisionRecord { instrument: instrument.clone(), date: day, bars: 0, actions: 0 };
    let mut writer = store.bar_writer(now, "decision")?;
    if all || is_action_suspect {
        record.actions = writer.decide_actions(instrument, day, decision == Decision::Accept)?;
    }
    for found in &of_day {
        record.bars += found.decide(&mut writer, decision, all)?;
    }
    writer.commit()?;
    settle(store, calendars, instrument, now)?;
    Ok(record)
}

/// The bars of a day of one series.
enum Day {
    Daily(Bars<NaiveDate>),
    Intraday(Bars<DateTime<Utc>>),
}

struct Bars<At> {
    /// As they are stored, each with its flags and, if it was repaired, as it arrived.
    series: Option<Series<At>>,
    flags: Vec<Flags>,
    originals: Vec<crate::market::Bar<At>>,
}

impl Day {
    fn of(store: &Store, info: &SeriesInfo, day: NaiveDate) -> Result<Self, Failure> {
        Ok(match info.extent {
            LabelSpan::Days { .. } => Self::Daily(Bars::of(store, info, day, day, day)?),
            LabelSpan::Instants { .. } => {
                let midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
                let (eve, morrow) = (day.pred_opt().unwrap_or(day), day.succ_opt().unwrap_or(day));
                Self::Intraday(Bars::of(
                    store,
                    info,
                    midnight(eve),
                    midnight(morrow.succ_opt().unwrap_or(morrow)),
                    day,
                )?)
            }
        })
    }

    fn is_suspect(&self) -> bool {
        let any = |flags: &[Flags]| flags.iter().any(|flags| is_open(*flags));
        match self {
            Self::Daily(bars) => any(&bars.flags),
            Self::Intraday(bars) => any(&bars.flags),
        }
    }

    fn decide(&self, writer: &mut BarWriter<'_>, decision: Decision, all: bool) -> Result<usize, Failure> {
        match self {
            Self::Daily(bars) => bars.decide(writer, decision, all),
            Self::Intraday(bars) => bars.decide(writer, decision, all),
        }
    }
}

/// Suspect, repaired, or decided before.
fn is_open(flags: Flags) -> bool {
    let marks = [Flag::Repaired, Flag::Accepted, Flag::Rejected];
    flags.suspicion().is_some() || marks.iter().any(|mark| flags.contains(*mark))
}

impl<At: Stamped> Bars<At> {
    fn of(store: &Store, info: &SeriesInfo, from: At, to: At, day: NaiveDate) -> Result<Self, Failure> {
        let zone = zone_of(info.key.instrument.mic);
        let found = store.bars(&info.key, from, to)?;
        let bars: Vec<_> =
            found.iter().flat_map(Series::bars).filter(|bar| bar.at.day(zone) == day).copied().collect();
        let flagged = store.flagged_bars::<At>(&info.key)?;
        let flags_of =
            |at: At| flagged.iter().find(|bar| bar.bar.at == at).map(|bar| bar.flags).unwrap_or_default();
        let flags = bars.iter().map(|bar| flags_of(bar.at)).collect();
        let originals =
            store.original_bars::<At>(&info.key)?.into_iter().filter(|bar| bar.at.day(zone) == day);
        Ok(Self { originals: originals.collect(), flags, series: Series::new(info.key.clone(), bars).ok() })
    }

    fn decide(&self, writer: &mut BarWriter<'_>, decision: Decision, all: bool) -> Result<usize, Failure> {
        let Some(series) = &self.series else { return Ok(0) };
        let (set, cleared) = match decision {
            Decision::Accept => (Flag::Accepted, [Flag::Rejected, Flag::Repaired]),
            Decision::Reject => (Flag::Rejected, [Flag::Accepted, Flag::Accepted]),
        };
        let mut decided = 0;
        for (bar, flags) in series.bars().iter().zip(&self.flags).filter(|(_, flags)| all || is_open(**flags))
        {
            let flags = cleared.iter().fold(*flags, |flags, flag| flags.without(*flag)).union(set.into());
            let original = self.originals.iter().find(|original| original.at == bar.at);
            if let (Decision::Accept, Some(original)) = (decision, original)
                && let Ok(one) = Series::new(series.key().clone(), vec![*original])
            {
                writer.insert(&one, &[flags])?;
                writer.forget_original(series.key(), bar.at)?;
            }
            writer.reflag(series.key(), bar.at, bar.at, |at, old| if at == bar.at { flags } else { old })?;
            decided += 1;
        }
        Ok(decided)
    }
}
