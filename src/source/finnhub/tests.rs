use super::*;
use crate::event::RawItem;
use crate::event::SourceSettings;
use crate::source::{Access, build};

fn items(json: &str) -> Vec<RawItem> {
    adapt::adapt(&serde_json::from_str::<Vec<wire::Item>>(json).unwrap())
}

#[test]
fn an_item_is_read() {
    let json = r#"[{"category":"company","datetime":1713106815,"headline":"Antitrust fervor &amp; Co","id":127004320,
        "image":"","related":"AAPL","source":"Yahoo","summary":"Lawsuits.","url":"https://finnhub.io/api/news?id=16"},
        {"category":"general","datetime":0,"headline":"Undated","id":0,"related":"","source":"","summary":"","url":""}]"#;
    let [dated, undated] = &items(json)[..] else { panic!() };
    assert_eq!(dated.title, "Antitrust fervor & Co");
    assert_eq!(dated.guid.as_deref(), Some("127004320"));
    assert_eq!(dated.symbols, ["AAPL"]);
    assert_eq!(dated.publication.as_ref().unwrap().when.date_utc().to_string(), "2024-04-14");
    assert_eq!((undated.publication.as_ref(), undated.guid.as_ref()), (None, None));
}

#[test]
fn a_key_is_needed() {
    let settings = SourceSettings::new("f", SourceKind::Finnhub, None);
    let error = build(&settings, &Access::default()).unwrap_err();
    assert_eq!(error.to_string(), "finnhub needs a key and none is set");
    let access = Access { key: Some("S3CRET".into()), ..Access::default() };
    let source = build(&settings, &access).unwrap();
    assert!(!format!("{source:?}").contains("S3CRET"));
}
