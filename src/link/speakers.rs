//! Whether a naming only says who reports or opines, or where: brokers, agencies, publishers, platforms.

use super::cues::Cue;
use super::gazetteer::Hit;
use super::page::Page;

impl Page<'_> {
    /// True where the neighbours make an analyst's house the one who opines.
    pub(super) fn is_broker(&self, hit: &Hit<'_>) -> bool {
        let near =
            |from: usize, to: usize, cue: Cue| (from..to.min(self.words.len())).any(|i| self.cue(i).any(cue));
        let tail = self.past_form(hit.end);
        let opines = self.after(tail).any(Cue::BROKER_VERB) && !self.cue(tail + 1).any(Cue::OWN_RESULT);
        let analyst = near(tail, tail + 1, Cue::BROKER_AFTER) && !self.ends_sentence(tail)
            || near(hit.first.saturating_sub(4), hit.first, Cue::BROKER_AFTER);
        let note = near(tail, tail + 8, Cue::NOTE_WORD) && self.after(tail).any(Cue::FIRM_VERB);
        opines
            || analyst
            || note
            || self.gives_verdict(hit, tail)
            || self.forecasts_others(tail)
            || self.is_employer(hit)
    }

    /// `a downgrade from the house`, `für die das Haus eine Kaufempfehlung aussprach`: a verdict beside the name, which
    /// is not itself judged (`target for …`, `shares of …`).
    fn gives_verdict(&self, hit: &Hit<'_>, tail: usize) -> bool {
        let same = |i: usize, j: usize| (i + 1..=j).all(|k| !self.ends_sentence(k));
        let from = hit.first.saturating_sub(4);
        let before = (from..hit.first).any(|i| same(i, hit.first) && self.cue(i).any(Cue::VERDICT));
        let to = (tail + 5).min(self.words.len());
        let after = (tail..to).any(|i| same(hit.first, i) && self.cue(i).any(Cue::VERDICT));
        let share = Cue::STOCK_WORD.or(Cue::STOCK_HEAD);
        let judged = self.before(hit.first).any(Cue::ABOUT)
            || self.after(tail).any(share)
            || (from..hit.first).any(|i| self.cue(i).any(share));
        (before || after) && !judged
    }

    /// `raised its gold forecast`, but not the own one: `raised its full-year profit forecast`.
    fn forecasts_others(&self, tail: usize) -> bool {
        let verb = Cue::BROKER_VERB.or(Cue::FIRM_VERB);
        let rest = tail + 2..(tail + 7).min(self.words.len());
        let Some(at) = rest.clone().find(|i| self.cue(*i).any(Cue::TARGET_WORD)) else { return false };
        let own = |i: usize| self.cue(i).any(Cue::RESULT_WORD.or(Cue::OWN_PERIOD));
        self.after(tail).any(verb) && at > tail + 2 && !(tail + 1..at).any(own)
    }

    /// `JPMorgan's Marko Kolanovic warned`: who speaks is an employee.
    fn is_employer(&self, hit: &Hit<'_>) -> bool {
        let marked = hit.end > 0 && self.words[hit.end - 1].text(self.text).ends_with(['s', 'S']);
        let names = self.is_proper(hit.end) && self.is_proper(hit.end + 1);
        marked && hit.genitive && names && self.after(hit.end).any(Cue::GIVEN_NAME)
            || hit.genitive && names && self.cue(hit.end + 2).any(Cue::FIRM_VERB)
    }

    /// True where a rating agency speaks of others: a word for ratings in the sentence, and none for
    /// the agency's own results.
    pub(super) fn is_agency(&self, hit: &Hit<'_>) -> bool {
        let around = self.sentence(hit.first, self.past_form(hit.end));
        let has = |cue: Cue| around.clone().any(|i| self.cue(i).any(cue));
        has(Cue::RATING_WORD) && !has(Cue::RESULT_WORD)
    }

    /// True where the neighbours make a publisher the one who reports.
    pub(super) fn is_publisher(&self, hit: &Hit<'_>) -> bool {
        let tail = self.past_form(hit.end);
        let from = hit.first.saturating_sub(3);
        let named_before = (from..hit.first).any(|i| {
            (i + 1..=hit.first).all(|j| !self.ends_sentence(j))
                && self.cue(i).any(Cue::SOURCE_BEFORE.or(Cue::SOURCE_VERB))
        });
        named_before
            || self.after(tail).any(Cue::SOURCE_VERB)
            || self.gap(hit.first).ends_with('(') && self.gap(tail).starts_with(')')
            || self.is_credited(hit)
    }

    /// True for the credit at the end of a line: `Court approves plan -Reuters`.
    fn is_credited(&self, hit: &Hit<'_>) -> bool {
        let ends = hit.end == self.words.len() || self.gap(hit.end).contains('\n');
        ends && self.gap(hit.first).trim_start().starts_with(['-', '–', '—', '|'])
    }

    /// True where the neighbours make a platform the place of a post.
    pub(super) fn is_platform(&self, hit: &Hit<'_>) -> bool {
        self.before(hit.first).any(Cue::PLATFORM_BEFORE)
            || self.is_hyphened(hit.end)
            || self.gap(hit.end).starts_with([':', '@'])
    }

    /// The word after a name's legal form or department: `BMO Capital Markets`.
    fn past_form(&self, end: usize) -> usize {
        (end..end + 3).find(|i| !self.after(*i).any(Cue::LEGAL.or(Cue::HOUSE))).unwrap_or(end)
    }
}
