//! `newstape instruments`, run as a user would.

use crate::support::Newstape;

#[test]
fn instruments_are_found_and_a_market_is_added() {
    let newstape = Newstape::new();
    let found = newstape.json(&["instruments", "search", "microsoft"]);
    assert_eq!(found["instruments"][0]["symbol"], "MSFT");
    assert_eq!(newstape.json(&["instruments", "show", "SAP.DE"])["instruments"][0]["mic"], "XETR");
    assert_eq!(newstape.run(&["instruments", "search", "qqqqqq"], None).0, 4);
    newstape.write("own.csv", "symbol,mic,name,aliases\nZZTOP,XWAR,Zetatop Polska,Zetatop\n");
    assert_eq!(newstape.json(&["instruments", "import", "own.csv"])["instruments"], 1);
    let logged = newstape.json(&["log", "--title", "Zetatop Polska raises its outlook"]);
    assert_eq!(logged["links"][0]["symbol"], "ZZTOP");
    newstape.write("wrong.csv", "symbol,mic,name\nAB CD,XWAR,Spaces\n");
    let (code, _, stderr) = newstape.run(&["instruments", "import", "wrong.csv"], None);
    assert_eq!(code, 1);
    assert!(stderr.contains("wrong.csv"), "{stderr}");
}
