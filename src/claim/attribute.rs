//! Claims of an instrument that the linker did not find and a user names.

use super::Claim;
use crate::instrument::InstrumentId;

/// An instrument and the names under which it is known.
#[derive(Debug, Clone)]
pub struct Known {
    /// The instrument.
    pub instrument: InstrumentId,
    /// Its issuer's names, of any time.
    pub names: Vec<String>,
}

/// What a user says of the instruments of a text.
#[derive(Debug, Clone, Default)]
pub struct Attribution {
    /// Instruments that the text is about, whatever the linker found.
    pub added: Vec<Known>,
    /// The one of them that is the text's only subject.
    pub only_subject: Option<InstrumentId>,
    /// Names that mean someone else: of rejected instruments and of organisations that are not listed.
    pub others: Vec<String>,
}

/// Joins claims that have no instrument to those that a user added.
///
/// A claim is joined where its company is one of an added instrument's names, or its symbol. Where
/// one added instrument is the only subject of the text and all claims without an instrument are of
/// one company, that company is taken to be its issuer, unless a claim is known to be its own. A company that is known as another's name is
/// left alone.
///
/// ```
/// use newstape::claim::{Attribution, Known, attribute, extract};
///
/// // The linker does not know the company; the user says that the text is about it.
/// let mut claims = extract("Halvorsen shares fell 3% on Monday.", Some("en"), &[]);
/// assert_eq!(claims[0].instrument, None);
/// let halvorsen = Known { instrument: "HLV:XOSL".parse()?, names: vec!["Halvorsen Energy ASA".to_owned()] };
/// attribute(&mut claims, &Attribution { added: vec![halvorsen], ..Attribution::default() });
/// assert_eq!(claims[0].instrument, Some("HLV:XOSL".parse()?));
/// # Ok::<(), newstape::instrument::WrongId>(())
/// ```
pub fn attribute(claims: &mut [Claim], to: &Attribution) {
    for claim in claims.iter_mut().filter(|c| c.instrument.is_none()) {
        claim.instrument =
            to.added.iter().find(|k| k.is_called(&claim.company)).map(|k| k.instrument.clone());
    }
    if claims.iter().any(|c| c.instrument.is_some() && c.instrument == to.only_subject) {
        return;
    }
    let free = |c: &Claim| c.instrument.is_none() && !c.is_index && !to.is_other(&c.company);
    let Some(company) = claims.iter().find(|c| free(c)).map(|c| c.company.clone()) else { return };
    let one = claims.iter().filter(|c| free(c)).all(|c| c.company == company);
    if one {
        for claim in claims.iter_mut().filter(|c| free(c)) {
            claim.instrument.clone_from(&to.only_subject);
        }
    }
}

impl Attribution {
    fn is_other(&self, company: &str) -> bool {
        self.others.iter().any(|name| same_name(name, company))
    }
}

impl Known {
    fn is_called(&self, company: &str) -> bool {
        self.instrument.symbol.as_str().eq_ignore_ascii_case(company)
            || self.names.iter().any(|name| same_name(name, company))
    }
}

/// Whether one name is the other, or its beginning: `Halvorsen` and `Halvorsen Energy ASA`.
fn same_name(a: &str, b: &str) -> bool {
    let (a, b) = (words(a), words(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && long.starts_with(&short)
}

/// The words of a name in lower case, without what German cases add at their end.
fn words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| w.to_lowercase().trim_end_matches('s').to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::extract;

    fn known(id: &str, names: &[&str]) -> Known {
        let names = names.iter().map(|n| (*n).to_owned()).collect();
        Known { instrument: id.parse().unwrap(), names }
    }

    /// The instruments of the claims of a text after `to` was put to them.
    fn joined(text: &str, to: &Attribution) -> Vec<Option<String>> {
        let mut claims = extract(text, Some("en"), &[]);
        attribute(&mut claims, to);
        claims.into_iter().map(|c| c.instrument.map(|i| i.to_string())).collect()
    }

    #[test]
    fn a_claim_goes_to_the_added_instrument_of_its_name() {
        let to = Attribution {
            added: vec![known("HLV:XOSL", &["Halvorsen Energy ASA"])],
            ..Attribution::default()
        };
        let text = "Halvorsen shares fell 3% while Marlow gained 1%. HLV lost 2% on Monday.";
        assert_eq!(joined(text, &to), [Some("HLV:XOSL".to_owned()), None, Some("HLV:XOSL".to_owned())]);
    }

    #[test]
    fn the_only_subject_takes_the_claims_of_the_only_company() {
        let id = "HLV:XOSL".parse().unwrap();
        let to = Attribution {
            added: vec![known("HLV:XOSL", &["Halvorsen Energy ASA"])],
            only_subject: Some(id),
            others: vec!["Finch".to_owned()],
        };
        assert_eq!(joined("Nordkraft shares fell 3%.", &to), [Some("HLV:XOSL".to_owned())]);
        assert_eq!(joined("Nordkraft fell 3% and Marlow gained 1%.", &to), [None, None]);
        assert_eq!(
            joined("Halvorsen fell 3% and Marlow gained 1%.", &to),
            [Some("HLV:XOSL".to_owned()), None],
            "it is called otherwise"
        );
        assert_eq!(joined("Finch fell 3%.", &to), [None], "known as another");
        assert_eq!(joined("The Dow fell 3%.", &to), [None], "an index is no issuer");
    }
}
