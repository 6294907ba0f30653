//! Everything out and in again, and tables of news.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::Newstape;

const NOW: &str = "2025-03-15T12:00:00Z";

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    all.map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&p).unwrap())).collect()
}

#[test]
fn the_demo_goes_out_and_in_and_out_to_the_same_bytes_and_shows_the_same() {
    let news = Newstape::with_demo();
    news.ok(&["tag", "+kept", "3"]);
    news.ok(&["delete", "2"]);
    news.ok(&["export", "-o", "one"]);
    let (code, out, stderr) = news.run_on("new.db", &["import", "one"]);
    assert_eq!(code, 0, "{stderr}");
    assert!(out.contains("10 events"), "{out}");
    assert_eq!(news.run_on("new.db", &["export", "-o", "two"]).0, 0);
    assert_eq!(files(&news.path().join("one")), files(&news.path().join("two")));
    for args in [
        &["show", "4", "--json"][..],
        &["list", "--search", "DeepSeek", "--json"],
        &["explain", "9"],
        &["history"],
    ] {
        assert_eq!(news.run_on("new.db", args).1, news.ok(args), "{args:?}");
    }
    // What was deleted can still be brought back.
    assert_eq!(news.run_on("new.db", &["undo"]).0, 0);
    assert_eq!(news.run_on("new.db", &["show", "2"]).0, 0);
}

#[test]
fn nothing_is_written_over() {
    let news = Newstape::new();
    news.ok(&["--now", NOW, "log", "--title", "Microsoft lifts its dividend", "--at", "2025-01-29"]);
    news.ok(&["export", "-o", "out"]);
    let (code, _, stderr) = news.run(&["export", "-o", "out"], None);
    assert_eq!(code, 1);
    assert!(stderr.contains("there are files in it"), "{stderr}");
    let (code, _, stderr) = news.run(&["import", "out"], None);
    assert_eq!(code, 1);
    assert!(stderr.contains("has rows"), "{stderr}");
    let (code, _, stderr) = news.run_on("new.db", &["import", "nowhere"]);
    assert_eq!(code, 1, "{stderr}");
    assert!(!news.path().join("new.db").exists() && !news.path().join("new.db.importing").exists());
}

const CSV: &str = "\
Headline,published_at,ticker,url,source,note
Microsoft lifts its dividend by 10%,2025-01-29T14:00:00Z,MSFT,https://a.example/1,Wire,x
Nvidia shares fall 3% in early trading,2025-01-28 10:30,,https://a.example/2,Wire,y
Late news,2031-01-01,,https://a.example/3,Wire,z
,2025-01-28,,https://a.example/4,Wire,z
Microsoft lifts its dividend by 10%,2025-01-29T14:00:00Z,MSFT,https://a.example/1,Wire,again
";

#[test]
fn a_table_of_news_is_logged_once_and_its_bad_rows_are_kept_apart() {
    let news = Newstape::new();
    news.write("h.csv", CSV);
    let import = |more: &[&str]| {
        let args = [
            "--json",
            "--now",
            NOW,
            "import",
            "events",
            "h.csv",
            "--map",
            "title=Headline",
            "--zone",
            "America/New_York",
        ];
        let (code, out, stderr) = news.run(&[&args[..], more].concat(), None);
        assert_eq!(code, 3, "{stderr}");
        let done: serde_json::Value = serde_json::from_str(&out).unwrap();
        let n = |field: &str| done[field].as_u64().unwrap();
        (n("created"), n("seen"), done["rejected"].as_array().unwrap().len())
    };
    assert_eq!(import(&["--dry-run"]).2, 2);
    assert!(!news.path().join("news.db").exists() && !news.path().join("h.csv.rejects.csv").exists());
    assert_eq!(import(&["--tag", "archive"]), (2, 1, 2));
    assert_eq!(import(&[]), (0, 3, 2));
    let rejects = std::fs::read_to_string(news.path().join("h.csv.rejects.csv")).unwrap();
    assert!(
        rejects.starts_with("line,field,reason\n4,published_at,") && rejects.contains("\n5,Headline,"),
        "{rejects}"
    );
    let list = news.json(&["--now", NOW, "query", "tag = archive"]);
    let events = list["events"].as_array().unwrap();
    let of = |title: &str| events.iter().find(|e| e["title"].as_str().unwrap().starts_with(title)).unwrap();
    assert_eq!(of("Microsoft")["symbols"][0], "MSFT");
    assert_eq!(of("Nvidia")["published_at"], "2025-01-28T15:30:00Z");
    assert_eq!(
        (of("Nvidia")["symbols"][0].as_str(), of("Nvidia")["source"].as_str()),
        (Some("NVDA"), Some("Wire"))
    );
}

#[test]
fn a_table_of_news_gives_what_logging_gives() {
    let (one, many) = (Newstape::new(), Newstape::new());
    let title = "Microsoft shares fall 6% after results, Nvidia up 2%";
    one.ok(&["--now", NOW, "log", "--title", title, "--at", "2025-01-30T15:00Z", "--source", "Wire"]);
    many.write(
        "n.jsonl",
        &format!("{{\"title\":\"{title}\",\"at\":\"2025-01-30T15:00Z\",\"source\":\"Wire\"}}\n"),
    );
    many.ok(&["--now", NOW, "import", "events", "n.jsonl"]);
    let of = |news: &Newstape, part: &str| news.json(&["--now", NOW, "show", "1"])[part].clone();
    assert_eq!(of(&one, "links"), of(&many, "links"));
    let sizes = |claims: serde_json::Value| {
        claims
            .as_array()
            .unwrap()
            .iter()
            .map(|c| (c["symbol"].clone(), c["percent"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(sizes(of(&one, "claims")), sizes(of(&many, "claims")));
}

#[test]
fn a_list_of_events_comes_in_as_it_went_out_through_a_pipe_too() {
    let (from, to) = (Newstape::new(), Newstape::new());
    for (title, at) in [
        ("Microsoft shares fall 6% after results", "2025-01-30T15:00Z"),
        ("Nvidia up 2% as chips recover", "2025-01-28T15:00Z"),
    ] {
        from.ok(&["--now", NOW, "log", "--title", title, "--at", at, "--tag", "chips"]);
    }
    let list = from.ok(&["--now", NOW, "list", "--format", "jsonl"]);
    let import = |text: &str| to.run(&["--now", NOW, "import", "events", "-"], Some(text.as_bytes()));
    let (code, out, stderr) = import(&list);
    assert_eq!((code, out.starts_with("standard input: 2 rows: 2 new, ")), (0, true), "{out}{stderr}");
    let told = |news: &Newstape| {
        let events = news.json(&["--now", NOW, "list"])["events"].clone();
        let told = ["title", "published_at", "kind", "lang", "tags", "symbols"];
        let of = |event: &serde_json::Value| told.map(|field| event[field].clone());
        events.as_array().unwrap().iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(told(&from), told(&to));
    // Again, and one event alone, indented as a single document.
    assert!(import(&list).1.contains("0 new, 0 revised, 2 logged before"));
    let first: serde_json::Value = serde_json::from_str(list.lines().next().unwrap()).unwrap();
    let alone = serde_json::to_string_pretty(&first).unwrap();
    assert!(import(&alone).1.contains("1 row: 0 new, 0 revised, 1 logged before"));
}

#[test]
fn markup_in_titles_and_texts_is_read_alike_and_one_number_of_two_publishers_is_two_events() {
    let (one, many) = (Newstape::new(), Newstape::new());
    one.ok(&["--now", NOW, "log", "--title", "AT&amp;T rises 3.5%", "--at", "2025-01-30T15:00Z"]);
    let again = ["--now", NOW, "log", "--title", "AT&amp;T rises 3.5%", "--at", "2025-01-30T15:00Z"];
    let (code, _, stderr) = one.run(&again, None);
    assert_eq!((code, stderr.contains("not applied")), (0, false), "{stderr}");
    one.ok(&["--now", NOW, "edit", "1", "--title", "AT&amp;T rises 3.5% &amp; more"]);
    assert_eq!(one.json(&["--now", NOW, "show", "1"])["event"]["title"], "AT&T rises 3.5% & more");
    one.ok(&["--now", NOW, "undo"]);
    many.write(
        "n.jsonl",
        "{\"title\":\"AT&amp;T rises 3.5%\",\"at\":\"2025-01-30T15:00Z\"}\n\
         {\"title\":\"Microsoft up\",\"at\":\"2025-01-29T15:00Z\",\"text\":\"<p>Microsoft rose 2 %</p><script>Tesla fell 5 %</script>\"}\n",
    );
    many.ok(&["--now", NOW, "import", "events", "n.jsonl"]);
    for news in [&one, &many] {
        let shown = news.json(&["--now", NOW, "show", "1"]);
        assert_eq!(shown["event"]["title"], "AT&T rises 3.5%");
        assert_eq!(shown["links"][0]["symbol"], "T");
    }
    let claims = many.json(&["--now", NOW, "show", "2"])["claims"].clone();
    assert_eq!(claims.as_array().unwrap().iter().map(|c| &c["symbol"]).collect::<Vec<_>>(), ["MSFT"]);
    many.write(
        "g.csv",
        "id,title,source,published_at\n1,Apple up,Reuters,2025-01-30\n1,Tesla down,dpa,2025-01-30\n",
    );
    assert!(many.ok(&["--now", NOW, "import", "events", "g.csv"]).contains("2 new"));
    many.write("s.csv", "title,published_at\nApple +2%,2025-01-30\nApple -2%,2025-01-30\n");
    assert!(many.ok(&["--now", NOW, "import", "events", "s.csv"]).contains("2 new"));
}

#[test]
fn dates_of_news_that_can_be_read_in_two_ways_are_refused_with_the_way_out() {
    let news = Newstape::new();
    news.write("n.csv", "title,date,lang\nMicrosoft rises,02/03/2025,en\nSAP steigt,03/02/2025,de\n");
    let (code, _, stderr) = news.run(&["--now", NOW, "import", "events", "n.csv"], None);
    assert_eq!(code, 1, "{stderr}");
    assert!(stderr.contains("month/day and as day/month") && stderr.contains("--dates"), "{stderr}");
    assert!(!news.path().join("news.db").exists());
    news.ok(&["--now", NOW, "import", "events", "n.csv", "--dates", "mdy"]);
    let (_, _, stderr) = news.run(&["--now", NOW, "import", "events", "n.csv", "--dates", "mdy"], None);
    assert!(!stderr.contains("UTC"), "{stderr}");
    news.write("t.csv", "title,at\nMicrosoft rises,2025-03-04 16:30\n");
    let (_, _, stderr) = news.run(&["--now", NOW, "import", "events", "t.csv"], None);
    assert!(stderr.contains("1 time without a zone was read as UTC"), "{stderr}");
}

#[test]
fn what_an_import_does_not_apply_is_named_and_a_file_without_a_good_row_fails() {
    let news = Newstape::new();
    let rows = "title,published_at,lang,symbols\nA,2025-01-29,german,MSFT\nB,2025-01-30,en,NOSUCH\nC,2025-01-30,en,NOSUCH\n";
    news.write("odd.csv", rows);
    let (code, stdout, stderr) = news.run(&["import", "events", "odd.csv"], None);
    assert_eq!(
        (code, stdout.as_str()),
        (0, "odd.csv: 3 rows: 3 new, 0 revised, 0 logged before, 0 rejected; 1 linked to an instrument\n")
    );
    for remark in
        ["symbols that no instrument has: NOSUCH (2)", "languages that are no ISO 639-1 code: german (1)"]
    {
        assert!(stderr.contains(remark), "{remark}: {stderr}");
    }
    news.write("bad.csv", "title,published_at\nA,soon\n");
    let (code, _, stderr) = news.run(&["import", "events", "bad.csv"], None);
    assert_eq!(code, 1, "{stderr}");
    // Rows of several batches come in once each, in their order.
    let many: Vec<String> = (0..5_000).map(|n| format!("Item number {n},2025-01-29")).collect();
    news.write("many.csv", &format!("title,published_at\n{}\n", many.join("\n")));
    let done = news.json(&["import", "events", "many.csv"]);
    assert_eq!((done["created"].as_u64(), done["rows"].as_u64()), (Some(5_000), Some(5_000)));
    let last = news.json(&["list", "--search", "4999"]);
    assert_eq!(last["events"][0]["id"], 5_003);
}
