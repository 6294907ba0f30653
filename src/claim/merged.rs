//! Claims of one sentence that tell the same move.

use rust_decimal::Decimal;

use super::{Claim, Direction, MoveHorizon};

/// The claims of a sentence, each move told once.
pub(super) fn merged(mut claims: Vec<Claim>) -> Vec<Claim> {
    join_apposed(&mut claims);
    hand_on_session(&mut claims);
    drop_vague(&mut claims);
    claims
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
    same && spans && sessions && sized(level) && points
        || same && spans && sessions && !sized(level) && levelled(level) && sized(size) && !levelled(size)
}

fn join(level: &mut Claim, size: &Claim) {
    level.percent = level.percent.or(size.percent);
    level.percent_min = level.percent_min.or(size.percent_min);
    level.percent_max = level.percent_max.or(size.percent_max);
    level.points = level.points.or(size.points);
    level.bound = level.bound.or(size.bound);
    level.session = level.session.or(size.session);
}

fn has_number(claim: &Claim) -> bool {
    claim.percent.is_some() || claim.percent_min.is_some() || claim.points.is_some() || claim.price.is_some()
}
