//! Blocks of some thousand bars with their origin and flags.

use super::codec::{self, Damaged, Reader, Writer};
use super::label::Label;
use crate::market::Bar;
use crate::market::quality::Flags;

/// The number of a row of `bar_fetch`.
pub(super) type FetchId = i64;

/// A block in memory: one entry of each list per bar.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Block<At> {
    pub(super) bars: Vec<Bar<At>>,
    pub(super) flags: Vec<Flags>,
    pub(super) fetches: Vec<FetchId>,
}

/// The result of merging bars into a block.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Merge<At> {
    pub(super) block: Block<At>,
    pub(super) inserted: usize,
    pub(super) unchanged: usize,
    /// The bars that were replaced, with the fetch they came from.
    pub(super) replaced: Vec<(Bar<At>, FetchId)>,
    /// Whether the block has changed.
    pub(super) altered: bool,
}

impl<At: Label> Block<At> {
    /// Decodes the three columns of a row.
    pub(super) fn read(data: &[u8], fetches: &[u8], flags: Option<&[u8]>) -> Result<Self, Damaged> {
        let bars = codec::decode(data)?;
        let fetches = read_fetches(fetches, bars.len()).ok_or(Damaged)?;
        let flags = read_flags(flags.unwrap_or_default(), bars.len()).ok_or(Damaged)?;
        Ok(Self { bars, flags, fetches })
    }

    /// Merges sorted bars of one fetch. A bar that is already stored with the same values keeps its
    /// first fetch.
    pub(super) fn merge(self, bars: &[Bar<At>], flags: &[Flags], fetch: FetchId) -> Merge<At> {
        let room = self.bars.len() + bars.len();
        let mut merge = Merge {
            block: Self {
                bars: Vec::with_capacity(room),
                flags: Vec::with_capacity(room),
                fetches: Vec::with_capacity(room),
            },
            inserted: 0,
            unchanged: 0,
            replaced: Vec::new(),
            altered: false,
        };
        let mut old = self.bars.into_iter().zip(self.flags).zip(self.fetches).peekable();
        for (index, bar) in bars.iter().enumerate() {
            while let Some(((kept, kept_flags), from)) = old.next_if(|((b, _), _)| b.at < bar.at) {
                merge.block.push(kept, kept_flags, from);
            }
            let flags = flags.get(index).copied().unwrap_or_default();
            let before = old.next_if(|((b, _), _)| b.at == bar.at);
            merge.take(bar, flags, fetch, before);
        }
        for ((kept, kept_flags), from) in old {
            merge.block.push(kept, kept_flags, from);
        }
        merge
    }

    fn push(&mut self, bar: Bar<At>, flags: Flags, fetch: FetchId) {
        self.bars.push(bar);
        self.flags.push(flags);
        self.fetches.push(fetch);
    }
}

impl<At: Label> Merge<At> {
    fn take(
        &mut self,
        bar: &Bar<At>,
        flags: Flags,
        fetch: FetchId,
        before: Option<((Bar<At>, Flags), FetchId)>,
    ) {
        match before {
            Some(((old, old_flags), from)) if old == *bar => {
                let both = old_flags.union(flags);
                self.unchanged += 1;
                self.altered |= both != old_flags;
                self.block.push(old, both, from);
            }
            Some(((old, _), from)) => {
                self.replaced.push((old, from));
                self.altered = true;
                self.block.push(*bar, flags, fetch);
            }
            None => {
                self.inserted += 1;
                self.altered = true;
                self.block.push(*bar, flags, fetch);
            }
        }
    }
}

/// Runs of (count, fetch).
pub(super) fn write_fetches(fetches: &[FetchId]) -> Vec<u8> {
    let mut out = Writer(Vec::new());
    for run in fetches.chunk_by(|a, b| a == b) {
        out.unsigned(run.len() as u64);
        out.unsigned(run[0].cast_unsigned());
    }
    out.0
}

fn read_fetches(bytes: &[u8], bars: usize) -> Option<Vec<FetchId>> {
    let mut bytes = Reader(bytes);
    let mut fetches = Vec::with_capacity(bars);
    while fetches.len() < bars {
        let run = usize::try_from(bytes.unsigned()?).ok()?;
        let fetch = bytes.unsigned()?.cast_signed();
        if run == 0 || run > bars - fetches.len() {
            return None;
        }
        fetches.resize(fetches.len() + run, fetch);
    }
    Some(fetches)
}

/// The fetch of one bar alone.
pub(super) fn fetch_of(bytes: &[u8], index: usize) -> Option<FetchId> {
    let mut bytes = Reader(bytes);
    let mut left = u64::try_from(index).ok()?;
    loop {
        let (run, fetch) = (bytes.unsigned()?, bytes.unsigned()?);
        if left < run {
            return Some(fetch.cast_signed());
        }
        left -= run;
    }
}

/// Pairs of (unflagged bars between, bits); empty if no bar is flagged.
pub(super) fn write_flags(flags: &[Flags]) -> Option<Vec<u8>> {
    let mut out = Writer(Vec::new());
    let mut between = 0_u64;
    for flag in flags {
        if flag.is_empty() {
            between += 1;
        } else {
            out.unsigned(between);
            out.unsigned(u64::from(flag.bits()));
            between = 0;
        }
    }
    (!out.0.is_empty()).then_some(out.0)
}

fn read_flags(bytes: &[u8], bars: usize) -> Option<Vec<Flags>> {
    let mut flags = vec![Flags::NONE; bars];
    let mut bytes = Reader(bytes);
    let mut at = 0_usize;
    while !bytes.0.is_empty() {
        at = at.checked_add(usize::try_from(bytes.unsigned()?).ok()?)?;
        *flags.get_mut(at)? = Flags::from_bits(u32::try_from(bytes.unsigned()?).ok()?);
        at += 1;
    }
    Some(flags)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::market::quality::Flag;

    fn bar(day: u32, close: f64) -> Bar<NaiveDate> {
        let at = NaiveDate::from_ymd_opt(2025, 1, day).unwrap();
        Bar::new(at, close, close, close, close, None).unwrap()
    }

    #[test]
    fn a_merge_counts_and_keeps_the_first_fetch_of_what_is_unchanged() {
        let first = Block::default().merge(&[bar(2, 10.0), bar(3, 11.0)], &[], 1);
        assert_eq!((first.inserted, first.unchanged, first.altered), (2, 0, true));
        let again = first.block.clone().merge(&[bar(2, 10.0), bar(3, 11.0)], &[], 2);
        assert_eq!((again.inserted, again.unchanged, again.altered), (0, 2, false));
        let jump = Flags::from(Flag::Jump);
        let second =
            first.block.merge(&[bar(1, 9.0), bar(3, 11.5), bar(6, 12.0)], &[jump, Flags::NONE, jump], 2);
        assert_eq!((second.inserted, second.unchanged), (2, 0));
        assert_eq!(second.replaced, [(bar(3, 11.0), 1)]);
        assert_eq!(second.block.fetches, [2, 1, 2, 2]);
        assert_eq!(second.block.flags, [jump, Flags::NONE, Flags::NONE, jump]);
    }

    #[test]
    fn the_columns_come_back() {
        let mut flags = vec![Flags::NONE; 300];
        flags[0] = Flag::Jump.into();
        flags[299] = Flag::AmbiguousTime.into();
        assert_eq!(read_flags(&write_flags(&flags).unwrap(), 300), Some(flags));
        assert_eq!(write_flags(&[Flags::NONE]), None);
        let fetches = [7, 7, 7, 300, 7];
        assert_eq!(read_fetches(&write_fetches(&fetches), 5), Some(fetches.to_vec()));
        let each = (0..5).map(|i| fetch_of(&write_fetches(&fetches), i)).collect::<Option<Vec<_>>>();
        assert_eq!(each, Some(fetches.to_vec()));
        assert_eq!(fetch_of(&write_fetches(&fetches), 5), None);
        assert_eq!(read_fetches(&[9, 1], 5), None, "a run longer than the block");
        assert_eq!(read_flags(&[9, 1], 5), None, "a flag past the end");
    }
}
