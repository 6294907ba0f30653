//! Labels in a row: moved apart as little as needed, never past the ends, never out of order.

use super::scale::as_f64;

/// A label that wants to be centred on `wanted` and is `width` pixels wide.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    pub(super) wanted: f64,
    pub(super) width: f64,
}

/// Centres for labels sorted by their wish, `gap` pixels apart at least, within `low..=high`.
///
/// `None` when they do not fit into the row at all. The sum of squared shifts is the least
/// possible: neighbours that collide form a block at the mean of what its members
/// want (pool adjacent violators).
pub(super) fn spread(wishes: &[Wish], gap: f64, low: f64, high: f64) -> Option<Vec<f64>> {
    let total: f64 = wishes.iter().map(|w| w.width + gap).sum::<f64>() - gap;
    if total > high - low {
        return None;
    }
    let mut blocks: Vec<Block> = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let mut block = Block::of(*wish, gap);
        while let Some(before) =
            blocks.pop_if(|b| b.start(low, high, gap) + b.width > block.start(low, high, gap))
        {
            block = before.joined(block);
        }
        blocks.push(block);
    }
    let mut centres = Vec::with_capacity(wishes.len());
    let mut rest = wishes;
    for block in blocks {
        let mut x = block.start(low, high, gap);
        let (members, tail) = rest.split_at(block.members);
        for wish in members {
            centres.push(x + wish.width / 2.0);
            x += wish.width + gap;
        }
        rest = tail;
    }
    Some(centres)
}

/// Labels that touch.
#[derive(Debug, Clone, Copy)]
struct Block {
    members: usize,
    /// With a gap after each member.
    width: f64,
    /// Sum over the members of the block's start that would suit each.
    starts: f64,
}

impl Block {
    fn of(wish: Wish, gap: f64) -> Self {
        Self { members: 1, width: wish.width + gap, starts: wish.wanted - wish.width / 2.0 }
    }

    fn start(&self, low: f64, high: f64, gap: f64) -> f64 {
        let best = self.starts / as_f64(self.members);
        best.min(high - (self.width - gap)).max(low)
    }

    fn joined(self, after: Self) -> Self {
        Self {
            members: self.members + after.members,
            width: self.width + after.width,
            starts: self.starts + after.starts - self.width * as_f64(after.members),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn labels_with_room_stay_where_they_want() {
        let wishes = [Wish { wanted: 20.0, width: 10.0 }, Wish { wanted: 60.0, width: 10.0 }];
        assert_eq!(spread(&wishes, 2.0, 0.0, 100.0), Some(vec![20.0, 60.0]));
    }

    #[test]
    fn twins_part_evenly() {
        let wishes = [Wish { wanted: 50.0, width: 10.0 }; 2];
        assert_eq!(spread(&wishes, 2.0, 0.0, 100.0), Some(vec![44.0, 56.0]));
    }

    proptest! {
        #[test]
        fn no_label_overlaps_or_leaves_the_row(
            mut wanted in prop::collection::vec(-50.0..950.0f64, 1..16),
            width in 5.0..59.0f64,
        ) {
            wanted.sort_by(f64::total_cmp);
            let wishes: Vec<Wish> = wanted.iter().map(|&wanted| Wish { wanted, width }).collect();
            match spread(&wishes, 1.0, 0.0, 900.0) {
                Some(at) => {
                    prop_assert!(at[0] - width / 2.0 >= -1e-6);
                    prop_assert!(at[at.len() - 1] + width / 2.0 <= 900.0 + 1e-6);
                    prop_assert!(at.windows(2).all(|w| w[1] - w[0] >= width + 1.0 - 1e-6), "{:?}", at);
                }
                None => prop_assert!(as_f64(wanted.len()) * (width + 1.0) > 900.0),
            }
        }
    }
}
