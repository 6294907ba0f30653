//! Claims that tell the same move: of one sentence, and of one text.

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;

use super::{Bound, Claim, DayPoint, Direction, MoveHorizon};
use crate::instrument::InstrumentId;

/// The claims of a sentence, each move told once.
pub(super) fn merged(mut claims: Vec<Claim>) -> Vec<Claim> {
    join_apposed(&mut claims);
    hand_on_session(&mut claims);
    drop_vague(&mut claims);
    claims
}

/// The claims of a text, each move told once: a headline and the sentence that says it again with
/// the price are one claim, in the place of the first and with the words of the one that says more.
/// A headline's direction alone is told by the size that the text gives.
pub(super) fn across(claims: Vec<Claim>) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::with_capacity(claims.len());
    let mut places: HashMap<Move, Vec<usize>> = HashMap::new();
    for claim in claims {
        let known = places.entry(Move::of(&claim)).or_default();
        if let Some(at) = known.iter().copied().find(|at| agree(&out[*at], &claim)) {
            fold(&mut out[at], claim);
        } else {
            known.push(out.len());
            out.push(claim);
        }
    }
    join_points(&mut out);
    join_levels(&mut out);
    let sized: HashSet<(Owner, Direction)> = out
        .iter()
        .filter(|c| has_number(c) && c.horizon == MoveHorizon::Day)
        .map(|c| (owner(c), c.direction))
        .collect();
    out.retain(|c| {
        has_number(c) || c.horizon != MoveHorizon::Day || !sized.contains(&(owner(c), c.direction))
    });
    out
}

/// `rose 0.5%` and, elsewhere, `gained 75.7 points to 15,158.2`: points and level make up the size.
fn join_points(claims: &mut Vec<Claim>) {
    let mut by_owner: HashMap<(Owner, Direction), Vec<usize>> = HashMap::new();
    for (at, claim) in claims.iter().enumerate() {
        if claim.percent.is_some() && claim.horizon == MoveHorizon::Day {
            by_owner.entry((owner(claim), claim.direction)).or_default().push(at);
        }
    }
    let mut taken: HashSet<usize> = HashSet::new();
    for at in 0..claims.len() {
        let Some(made) = size_of_points(&claims[at]) else { continue };
        let key = (owner(&claims[at]), claims[at].direction);
        let fits = |n: &usize| {
            let known = &claims[*n];
            let free = known.price.is_none_or(|p| Some(p) == claims[at].price);
            known.percent.is_some_and(|p| made.round_dp(p.scale()) == p && p.scale() > 0) && free
        };
        if let Some(size) = by_owner.get(&key).and_then(|known| known.iter().copied().find(fits)) {
            let other = claims[at].clone();
            fold(&mut claims[size], other);
            taken.insert(at);
        }
    }
    let mut at = 0;
    claims.retain(|_| {
        at += 1;
        !taken.contains(&(at - 1))
    });
}

/// The per cent that the points and the level of a claim without one come to.
fn size_of_points(claim: &Claim) -> Option<Decimal> {
    let (points, price) = (claim.points?, claim.price?);
    let before = match claim.direction {
        Direction::Up => price - points,
        Direction::Down => price + points,
        Direction::Flat => return None,
    };
    let open = claim.percent.is_none() && claim.horizon == MoveHorizon::Day && before > Decimal::ZERO;
    open.then(|| points / before * Decimal::ONE_HUNDRED)
}

/// `fell 16.9%` and, elsewhere, `fell to 205.60 euros`: where a text tells one size and one level of a day's move, they
/// are of the same move.
fn join_levels(claims: &mut Vec<Claim>) {
    let plain = |c: &Claim| c.horizon == MoveHorizon::Day && c.percent_max.is_none();
    let sized = |c: &Claim| plain(c) && c.percent.is_some();
    let levelled = |c: &Claim| plain(c) && c.percent.is_none() && c.price.is_some();
    let mut by_owner: HashMap<(Owner, Direction), (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (at, claim) in claims.iter().enumerate() {
        let known = by_owner.entry((owner(claim), claim.direction)).or_default();
        if sized(claim) {
            known.0.push(at);
        } else if levelled(claim) {
            known.1.push(at);
        }
    }
    let mut taken: HashSet<usize> = HashSet::new();
    for (size, level) in by_owner.into_values() {
        let [level] = level[..] else { continue };
        // The size that is told right before the level, or the only one of its time.
        let days = |at: usize| claims[at].when.as_ref().map(|w| (w.from, w.to));
        let beside = |at: &usize| at + 1 == level || size.len() == 1 && days(*at) == days(level);
        let Some(size) = size.iter().copied().find(beside) else { continue };
        let other = claims[level].clone();
        let bare = claims[size].price.is_none() && claims[size].from_price.is_none();
        if bare
            && is_of_an_extreme(&other) == is_of_an_extreme(&claims[size])
            && differ_in_nothing(&claims[size], &other)
        {
            fold(&mut claims[size], other);
            taken.insert(level);
        }
    }
    let mut at = 0;
    claims.retain(|_| {
        at += 1;
        !taken.contains(&(at - 1))
    });
}

/// Whether a move or a level is that of some moment of the session: `closed 17% lower after dropping to as little as
/// $116.70` has a close and an extreme, and one is no level of the other.
fn is_of_an_extreme(claim: &Claim) -> bool {
    claim.bound == Some(Bound::AsMuchAs) || claim.point == Some(DayPoint::Intraday)
}

/// Whose claim it is: the instrument, or the name where there is none.
type Owner = Result<InstrumentId, String>;

fn owner(claim: &Claim) -> Owner {
    claim.instrument.clone().ok_or_else(|| claim.company.clone())
}

/// What two claims of one move share.
#[derive(PartialEq, Eq, Hash)]
struct Move {
    owner: Owner,
    direction: Direction,
    size: Option<Decimal>,
    horizon: MoveHorizon,
}

impl Move {
    fn of(claim: &Claim) -> Self {
        let size = claim.percent.or(claim.percent_max);
        Self { owner: owner(claim), direction: claim.direction, size, horizon: claim.horizon }
    }
}

/// Whether two claims of one size say nothing different.
fn agree(a: &Claim, b: &Claim) -> bool {
    a.percent.is_some() && b.percent.is_some() && differ_in_nothing(a, b)
}

/// Whether no field has one value in one claim and another in the other.
fn differ_in_nothing(a: &Claim, b: &Claim) -> bool {
    fn same<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
        a.zip(b).is_none_or(|(a, b)| a == b)
    }
    let days = |c: &Claim| c.when.as_ref().map(|w| (w.from, w.to));
    same(a.price.as_ref(), b.price.as_ref())
        && same(a.from_price.as_ref(), b.from_price.as_ref())
        && same(a.points.as_ref(), b.points.as_ref())
        && same(a.currency.as_ref(), b.currency.as_ref())
        && same(a.session.as_ref(), b.session.as_ref())
        && same(a.point.as_ref(), b.point.as_ref())
        && same(days(a).as_ref(), days(b).as_ref())
        && same(a.bound.as_ref(), b.bound.as_ref())
}

/// Takes into a claim what the other says more.
fn fold(claim: &mut Claim, other: Claim) {
    if says(&other) > says(claim) {
        claim.evidence = other.evidence;
        claim.company = other.company;
    }
    claim.price = claim.price.or(other.price);
    claim.from_price = claim.from_price.or(other.from_price);
    claim.points = claim.points.or(other.points);
    claim.currency = claim.currency.or(other.currency);
    claim.session = claim.session.or(other.session);
    claim.point = claim.point.or(other.point);
    claim.bound = claim.bound.or(other.bound);
    claim.when = claim.when.take().or(other.when);
}

/// How many of the fields that a second telling can add a claim states.
fn says(claim: &Claim) -> usize {
    let stated = [
        claim.price.is_some(),
        claim.from_price.is_some(),
        claim.points.is_some(),
        claim.session.is_some(),
        claim.point.is_some(),
        claim.bound.is_some(),
        claim.when.is_some(),
    ];
    stated.into_iter().filter(|s| *s).count()
}

/// `kletterten auf ein Rekordhoch und gewannen 3,2 Prozent` is one move: of two claims of a
/// sentence on one company the same way, the one without a number goes; and `hardly moved, up 0.04%`
/// is told by its number.
fn drop_vague(claims: &mut Vec<Claim>) {
    let small = |c: &Claim| c.percent.is_some_and(|p| p <= Decimal::new(5, 1));
    let stirred: Vec<(String, MoveHorizon)> =
        claims.iter().filter(|c| small(c)).map(|c| (c.company.clone(), c.horizon)).collect();
    claims.retain(|c| {
        has_number(c)
            || c.direction != Direction::Flat
            || !stirred.iter().any(|(name, span)| *name == c.company && *span == c.horizon)
    });
    let told: Vec<(String, Direction, MoveHorizon)> = claims
        .iter()
        .filter(|c| has_number(c))
        .map(|c| (c.company.clone(), c.direction, c.horizon))
        .collect();
    claims.retain(|c| {
        has_number(c)
            || !told.iter().any(|(name, way, span)| {
                let spans = *span == c.horizon || c.horizon == MoveHorizon::Day;
                *name == c.company && *way == c.direction && spans
            })
    });
}

/// `ended a touch firmer, up 0.3%`: the part of the day is told with the first of the two.
fn hand_on_session(claims: &mut [Claim]) {
    for at in 1..claims.len() {
        let (head, tail) = claims.split_at_mut(at);
        let (vague, told) = (&head[at - 1], &mut tail[0]);
        let same = vague.company == told.company && vague.direction == told.direction;
        if same && !has_number(vague) && told.horizon == vague.horizon {
            told.session = told.session.or(vague.session);
        }
    }
}

/// `fell from $69.90 to $64.15, a drop of 8.2%` is one move: a level and a size that are told
/// apart are joined where neither says what the other says otherwise.
fn join_apposed(claims: &mut Vec<Claim>) {
    let mut at = 1;
    while at < claims.len() {
        let (head, tail) = claims.split_at_mut(at);
        if apposed(&head[at - 1], &tail[0]) {
            join(&mut head[at - 1], &tail[0]);
            claims.remove(at);
        } else {
            at += 1;
        }
    }
}

/// Whether the second claim only gives the size of a move whose level the first gives, or its
/// points: `dropped 6.2% to $403.87, down $26.73`.
fn apposed(level: &Claim, size: &Claim) -> bool {
    let same = level.company == size.company && level.direction == size.direction;
    let sized = |c: &Claim| c.percent.is_some() || c.percent_min.is_some();
    let levelled = |c: &Claim| c.price.is_some() || c.from_price.is_some() || c.points.is_some();
    let spans = level.horizon == size.horizon || size.horizon == MoveHorizon::Day;
    let sessions = size.session.is_none() || level.session == size.session || level.session.is_none();
    let points = size.points.is_some() && size.price.is_none() && !sized(size) && level.points.is_none();
    // `a 9% rise, up 96p to £11.25`.
    let priced = sized(level) && !levelled(level) && levelled(size) && !sized(size);
    // Or the same word stands for both: `as much as 12% to $13`.
    let moments = is_of_an_extreme(level) == is_of_an_extreme(size) || size.price.is_none();
    let same = same && spans && sessions && moments;
    same && (sized(level) && points || priced)
        || same && !sized(level) && levelled(level) && sized(size) && !levelled(size)
}

fn join(level: &mut Claim, size: &Claim) {
    // `more than $47, a loss of 14.3%`: the bound of the points is none of the size.
    let sized = |c: &Claim| c.percent.is_some() || c.percent_min.is_some();
    if sized(size) && !sized(level) {
        level.bound = size.bound;
    }
    level.percent = level.percent.or(size.percent);
    level.percent_min = level.percent_min.or(size.percent_min);
    level.percent_max = level.percent_max.or(size.percent_max);
    level.points = level.points.or(size.points);
    level.points = level.points.or(size.points);
    level.price = level.price.or(size.price);
    level.from_price = level.from_price.or(size.from_price);
    level.currency = level.currency.or(size.currency);
    level.bound = level.bound.or(size.bound);
    level.session = level.session.or(size.session);
}

fn has_number(claim: &Claim) -> bool {
    claim.percent.is_some() || claim.percent_min.is_some() || claim.points.is_some() || claim.price.is_some()
}

#[cfg(test)]
mod tests {
    use crate::claim::{Bound, Claim, extract};

    fn read(text: &str) -> Vec<Claim> {
        extract(text, Some("en"), &[])
    }

    #[test]
    fn a_headline_and_the_sentence_that_says_more_are_one_claim() {
        let claims =
            read("Norwick Shares Fall 3%\n\nNorwick shares fell more than 3% to $12.40 at the close.");
        assert_eq!(claims.len(), 1, "{claims:#?}");
        assert_eq!(claims[0].price.map(|p| p.to_string()).as_deref(), Some("12.40"));
        assert_eq!(claims[0].bound, Some(Bound::AtLeast));
        assert!(claims[0].evidence.text.contains("12.40"), "{}", claims[0].evidence.text);
    }

    #[test]
    fn a_headlines_direction_is_told_by_the_size_in_the_text() {
        assert_eq!(read("Norwick shares tumble\n\nNorwick shares fell 3% on weak sales.").len(), 1);
    }

    #[test]
    fn what_differs_stays_two_claims() {
        for text in [
            "Norwick shares fell 3% to $12.40. Later Norwick shares fell 3% to $11.90.",
            "Norwick shares fell 3% premarket. Norwick shares fell 3% at the close.",
            "Norwick shares fell 3%. Finch shares fell 3%.",
        ] {
            assert_eq!(read(text).len(), 2, "{text}");
        }
    }
}
