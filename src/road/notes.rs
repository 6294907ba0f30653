//! Remarks made while reading and linking, when a text is read again.

/// The notes of an event after its text was revised: those of an earlier run of the linker go, and new
/// ones are added.
#[must_use]
pub fn with_new_notes(before: &[String], new: &[String]) -> Vec<String> {
    let mut notes = without_linkers_notes(before);
    for note in new {
        if !notes.contains(note) {
            notes.push(note.clone());
        }
    }
    notes
}

pub(super) fn without_linkers_notes(notes: &[String]) -> Vec<String> {
    notes.iter().filter(|note| !is_linkers(note)).cloned().collect()
}

/// Whether a note has the words of the linker's remarks on doubtful names and wrong codes.
fn is_linkers(note: &str) -> bool {
    const ENDINGS: [&str; 4] = [
        "may name a company, but the text does not say so",
        "looks like an ISIN, but its check digit is wrong",
        "is not a CUSIP: its check digit is wrong",
        "names after that are not linked",
    ];
    ENDINGS.iter().any(|ending| note.ends_with(ending)) || note.starts_with("no instrument with the ISIN ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::EventText;
    use crate::link::{LinkRequest, Linker};

    #[test]
    fn every_remark_of_the_linker_is_known_as_one() {
        let text =
            "Gap year travellers; US0378331006; ISIN US9999999990; CUSIP 037833101; Apple pie and Target";
        let text = EventText::from_title(text);
        let date = "2025-02-01".parse().unwrap();
        let linked =
            Linker::builtin().link(&LinkRequest { text: &text, lang: Some("en"), date, watchlist: &[] });
        assert!(linked.notes.len() >= 2, "{:?}", linked.notes);
        assert!(linked.notes.iter().all(|note| is_linkers(note)), "{:?}", linked.notes);
        let many = EventText::from_title(&"Apple ".repeat(2_100));
        let request = LinkRequest { text: &many, lang: Some("en"), date, watchlist: &[] };
        assert!(Linker::builtin().link(&request).notes.iter().any(|note| is_linkers(note)));
        let before = ["the page was not read: 404".to_owned(), linked.notes[0].clone()];
        assert_eq!(with_new_notes(&before, &["new".to_owned()]), ["the page was not read: 404", "new"]);
    }
}
