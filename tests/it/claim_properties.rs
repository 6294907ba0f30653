//! What holds of claims in any text.

use newstape::claim::extract;
use proptest::prelude::*;

/// Scraps that texts about prices are made of, in an order that makes no sense.
fn scrap() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "Brightwater",
        "SAP",
        "E.ON",
        "Microsoft-Aktie",
        "die Aktie",
        "shares",
        "fell",
        "legte",
        "zu",
        "gab",
        "nach",
        "um",
        "to",
        "auf",
        "from",
        "between",
        "and",
        "und",
        "2,5",
        "3 1/2",
        "½",
        "-4%",
        "+1,5 %",
        "%",
        "Prozent",
        "$",
        "€",
        "12 €",
        "$3.50",
        "Mrd.",
        "(",
        ")",
        ",",
        ".",
        ";",
        "„",
        "’s",
        "'",
        "-",
        "–",
        "the latter",
        "erstere",
        "premarket",
        "seit",
        "since",
        "\n",
        "\u{a0}",
        "ß",
        "日本",
        "🙂",
        "e\u{301}",
        "999999999999999999999999999999%",
    ]);
    prop_oneof![8 => words.prop_map(str::to_owned), 1 => "\\PC{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn evidence_stands_in_the_text_and_holds_what_it_says(
        scraps in prop::collection::vec(scrap(), 0..40),
        lang in prop::sample::select(vec![None, Some("en"), Some("de"), Some("fr"), Some("es"), Some("it"), Some("é")]),
    ) {
        let text = scraps.join(" ");
        for claim in extract(&text, lang, &[]) {
            let span = claim.evidence.span.clone();
            prop_assert_eq!(text.get(span), Some(claim.evidence.text.as_str()));
            prop_assert!(text.contains(&claim.company));
            prop_assert!(claim.percent.is_none_or(|p| !p.is_sign_negative()));
        }
    }
}

/// Amounts with signs stood inside the bracket of a separable verb, and the pieces of the sentence crossed.
#[test]
fn a_separable_verb_may_hold_other_moves() {
    let claims =
        extract("Brightwater Brightwater Microsoft-Aktie legte Brightwater -4% +1,5 % zu (", None, &[]);
    assert!(claims.iter().all(|c| c.percent.is_some()));
}
