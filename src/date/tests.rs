//! Dates as they are written, case by case; none of the cases is from a labelled set.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::*;
use crate::event::Precision;

fn context(lang: &str) -> DateContext {
    DateContext {
        lang: Some(lang.to_owned()),
        fetched_at: Some("2025-03-05T12:30:00Z".parse().unwrap()),
        default_zone: None,
    }
}

/// `date time zone` of what is found, with the instant where there is one.
fn found(lang: &str, text: &str) -> String {
    shown(find_in_text(text, &context(lang)).best)
}

fn shown(finding: Option<DateFinding>) -> String {
    let Some(f) = finding else { return "-".to_owned() };
    let time = f.time.map_or_else(String::new, |t| format!(" {}", t.format("%H:%M")));
    let zone = f.zone.map_or_else(String::new, |z| format!(" {z}"));
    let utc = f.utc.map_or_else(String::new, |at| format!(" = {}", at.format("%dT%H:%MZ")));
    format!("{}{time}{zone}{utc}", f.date)
}

fn check(lang: &str, cases: &[(&str, &str)]) {
    let wrong: Vec<_> = cases
        .iter()
        .filter_map(|(text, expected)| {
            let got = found(lang, text);
            (got != *expected).then(|| format!("{text:?}: expected {expected}, found {got}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{lang}:\n{}", wrong.join("\n"));
}

#[test]
fn german() {
    check(
        "de",
        &[
            ("3. Februar 2025", "2025-02-03"),
            ("03. Februar, 2025", "2025-02-03"),
            ("03.02.2025 – 18:30 Uhr", "2025-02-03 18:30"),
            ("03.02.2025 18.30 Uhr", "2025-02-03 18:30"),
            ("03.02.25", "2025-02-03"),
            ("3.2.2025, 7:05", "2025-02-03 07:05"),
            ("Montag, den 3. Februar 2025, 9 Uhr", "2025-02-03 09:00"),
            ("Mo., 3. Feb. 2025, 9 Uhr 30", "2025-02-03 09:30"),
            ("Stand: 03.02.2025, 18:30 Uhr", "2025-02-03 18:30"),
            ("Aktualisiert am 4. Februar 2025 um 10:00 Uhr", "2025-02-04 10:00"),
            ("Erstellt: 03.02.2025 | Aktualisiert: 04.02.2025", "2025-02-03"),
            ("Aktualisiert: 04.02.2025 | Veröffentlicht: 03.02.2025", "2025-02-03"),
            ("Von Anna Muster und Bernd Beispiel, 3. Feber 2025", "2025-02-03"),
            ("FRANKFURT (dpa) - 3. Februar 2025", "2025-02-03"),
            ("BERLIN, 3. Februar (Agentur) - Die Börse hat am Montag zugelegt.", "2025-02-03"),
            ("Jul 15, 2024, 14:00 MESZ", "2024-07-15 14:00 MESZ = 15T12:00Z"),
            ("15.07.2024 14:00 (MESZ)", "2024-07-15 14:00 MESZ = 15T12:00Z"),
            ("vor 45 Minuten", "2025-03-05 11:45 UTC = 05T11:45Z"),
            ("vor einer Stunde", "2025-03-05 11:30 UTC = 05T11:30Z"),
            ("vor 2 Tagen", "2025-03-03"),
            ("heute, 9.30 Uhr", "2025-03-05 09:30"),
            ("vorgestern um 8 Uhr", "2025-03-03 08:00"),
            ("Die Frist endet am 3. Februar 2025.", "-"),
            ("Hauptversammlung: 03.02.2025", "-"),
            ("Gültig bis 03.02.2025", "-"),
            ("Copyright 2025 Verlag", "-"),
            ("© 03.02.2025 Verlag", "-"),
            ("Die Zahlen werden am 3. März 2025 veröffentlicht.", "-"),
            ("30. Februar 2025", "-"),
            ("Der Kurs fiel auf 12.03.", "-"),
            ("Version 1.2.2024.7", "-"),
        ],
    );
}

#[test]
fn english() {
    check(
        "en",
        &[
            ("February 3, 2025", "2025-02-03"),
            ("Feb. 3, 2025", "2025-02-03"),
            ("3rd February 2025", "2025-02-03"),
            ("February 3rd, 2025 at 4:05 p.m. ET", "2025-02-03 16:05 ET = 03T21:05Z"),
            ("Mon 3 Feb 2025 18.14 GMT", "2025-02-03 18:14 GMT = 03T18:14Z"),
            ("Mon, Feb 3, 2025 at 5 PM EST", "2025-02-03 17:00 EST = 03T22:00Z"),
            (
                "Published Mon, Feb 3 2025 8:15 AM EST | Updated Tue, Feb 4 2025",
                "2025-02-03 08:15 EST = 03T13:15Z",
            ),
            ("Updated: 4 Feb 2025. Published: 3 Feb 2025", "2025-02-03"),
            ("Last updated on 3 February 2025", "2025-02-03"),
            ("First published on Mon 3 Feb 2025 06.00 GMT", "2025-02-03 06:00 GMT = 03T06:00Z"),
            ("03-Feb-2025 07:00:12 GMT+1", "2025-02-03 07:00 GMT+1 = 03T06:00Z"),
            ("3 July 2024, 14:00 BST", "2024-07-03 14:00 BST = 03T13:00Z"),
            ("2025-02-03 09:31:00-05:00", "2025-02-03 09:31 -05:00 = 03T14:31Z"),
            ("2025/02/03", "2025-02-03"),
            ("2025-02-03T09:31:00.123Z", "2025-02-03 09:31 Z = 03T09:31Z"),
            ("2025-02-03T09:31:00 Europe/Berlin", "2025-02-03 09:31 Europe/Berlin = 03T08:31Z"),
            ("Feb 3, 2025 12:00 AM PT", "2025-02-03 00:00 PT = 03T08:00Z"),
            ("Feb 3, 2025 12:30 PM PST", "2025-02-03 12:30 PST = 03T20:30Z"),
            ("9:31 AM Eastern Time, February 3, 2025", "2025-02-03 09:31 Eastern Time = 03T14:31Z"),
            ("2/3/25, 4:05 PM", "2025-02-03 16:05"),
            ("2 hours ago", "2025-03-05 10:30 UTC = 05T10:30Z"),
            ("an hour ago", "2025-03-05 11:30 UTC = 05T11:30Z"),
            ("Posted 3 days ago", "2025-03-02"),
            ("Yesterday at 5:20 pm", "2025-03-04 17:20"),
            ("LONDON, Dec 30 (Agency) - Shares fell.", "2024-12-30"),
            ("SAN FRANCISCO--(Wire)--February 3, 2025--", "2025-02-03"),
            ("By Jane Doe, Markets Reporter | Feb 3, 2025", "2025-02-03"),
            ("Date: 2025-02-03", "2025-02-03"),
            ("The company was founded on 3 May 1970.", "-"),
            ("Apple released its results on Jan. 30, 2025.", "-"),
            ("Earnings will be released on January 30, 2025.", "-"),
            ("The offer expires January 30, 2025", "-"),
            ("Copyright © 2025 Example Inc. All rights reserved.", "-"),
            ("Next earnings date: May 1, 2025", "-"),
            ("Quarter ended December 31, 2024", "-"),
            ("Feb 29, 2025", "-"),
            ("Call +1 202 555 0143", "-"),
            ("Retrieved February 3, 2025", "-"),
        ],
    );
}

#[test]
fn french_italian_spanish() {
    check(
        "fr",
        &[
            ("Publié le 3 février 2025 à 9h", "2025-02-03 09:00"),
            ("Mis à jour le 4 févr. 2025 à 18:05", "2025-02-04 18:05"),
            ("lundi 3 février 2025", "2025-02-03"),
            ("Par Jean Exemple, le 3 févr. 2025 à 07h05", "2025-02-03 07:05"),
            ("03/02/2025 à 17:42", "2025-02-03 17:42"),
            ("il y a 3 heures", "2025-03-05 09:30 UTC = 05T09:30Z"),
            ("hier à 17h20", "2025-03-04 17:20"),
            ("Les résultats seront publiés le 24 avril 2025.", "-"),
        ],
    );
    check(
        "it",
        &[
            ("Pubblicato il 3 febbraio 2025 alle 17:42", "2025-02-03 17:42"),
            ("lunedì 3 febbraio 2025, ore 9.15", "2025-02-03 09:15"),
            ("3 feb 2025", "2025-02-03"),
            ("3 ore fa", "2025-03-05 09:30 UTC = 05T09:30Z"),
            ("ieri alle 18:00", "2025-03-04 18:00"),
            ("Aggiornato il 1° febbraio 2025", "2025-02-01"),
        ],
    );
    check(
        "es",
        &[
            ("Publicado el 3 de febrero de 2025 a las 17:42", "2025-02-03 17:42"),
            ("Madrid, 3 de febrero de 2025", "2025-02-03"),
            ("3 feb. 2025 - 18:04 CET", "2025-02-03 18:04 CET = 03T17:04Z"),
            ("hace 2 horas", "2025-03-05 10:30 UTC = 05T10:30Z"),
            ("ayer a las 9:00", "2025-03-04 09:00"),
            ("Actualizado 03/02/2025 18:05h", "2025-02-03 18:05"),
            ("Los resultados se publicarán el 24 de abril de 2025.", "-"),
        ],
    );
}

#[test]
fn slashes_follow_the_language_and_doubt_is_said() {
    let doubt = |lang: &str, text: &str| {
        let f = find_in_text(text, &context(lang)).best.unwrap();
        (f.date.to_string(), f.remarks.contains(&DateRemark::AmbiguousOrder))
    };
    assert_eq!(doubt("en", "02/03/2025"), ("2025-02-03".to_owned(), true));
    assert_eq!(doubt("en", "03/03/2025"), ("2025-03-03".to_owned(), false));
    assert_eq!(doubt("en", "25/02/2025"), ("2025-02-25".to_owned(), false));
    assert_eq!(doubt("en-GB", "02/03/2025"), ("2025-03-02".to_owned(), false));
    assert_eq!(doubt("fr", "02/03/2025"), ("2025-03-02".to_owned(), false));
    let london = DateContext { default_zone: Some(Tz::Europe__London), ..context("en") };
    assert_eq!(find_in_text("02/03/2025", &london).best.unwrap().date.to_string(), "2025-03-02");
}

#[test]
fn a_wrong_weekday_is_kept_as_a_remark() {
    let f = find_in_text("Tuesday, February 3, 2025", &context("en")).best.unwrap();
    assert!(matches!(
        f.remarks[..],
        [DateRemark::WeekdayConflict { stated: chrono::Weekday::Tue, actual: chrono::Weekday::Mon }]
    ));
    assert!(find_in_text("Monday, February 3, 2025", &context("en")).best.unwrap().remarks.is_empty());
    assert!(find_in_text("di 3 febbraio 2025", &context("it")).best.unwrap().remarks.is_empty());
}

#[test]
fn nights_with_a_changed_clock() {
    let berlin = DateContext { default_zone: Some(Tz::Europe__Berlin), ..context("de") };
    let at = |text: &str| find_in_text(text, &berlin).best.unwrap().instant(berlin.default_zone).unwrap();
    let utc = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    assert_eq!(at("27.10.2024, 02:30 Uhr"), utc("2024-10-27T00:30:00Z"));
    assert_eq!(at("31.03.2024, 02:30 Uhr"), utc("2024-03-31T01:30:00Z"));
    assert_eq!(at("31.03.2024, 24:00 Uhr"), utc("2024-03-31T22:00:00Z"));
}

fn in_page(html: &str) -> String {
    shown(find(html, InputKind::Html, &context("en")).best)
}

#[test]
fn pages() {
    let cases = [
        (
            r#"<script type="application/ld+json">[{"@type":"NewsArticle","datePublished":"2025-02-03"}]</script>"#,
            "2025-02-03",
        ),
        (
            r#"<script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2025-02-03T10:00:00+00:00"}]}</script>"#,
            "2025-02-03 10:00 +00:00 = 03T10:00Z",
        ),
        (
            r#"<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2025-02-03T10:00Z",}</script>"#,
            "2025-02-03 10:00 Z = 03T10:00Z",
        ),
        (
            r#"<script type="application/ld+json">{"@type":"Event","startDate":"2025-02-20"}</script><time datetime="2025-02-03T10:00Z">x</time>"#,
            "2025-02-03 10:00 Z = 03T10:00Z",
        ),
        (
            r#"<meta name="parsely-pub-date" content="2025-02-03T10:00:00Z">"#,
            "2025-02-03 10:00 Z = 03T10:00Z",
        ),
        (r#"<meta name="date" content="02/03/2025">"#, "2025-02-03"),
        (
            r#"<meta property="article:published_time" content="1738576800">"#,
            "2025-02-03 10:00 UTC = 03T10:00Z",
        ),
        (
            r#"<meta property="article:published_time" content="0001-01-01T00:00:00Z"><p>Feb 3, 2025</p>"#,
            "2025-02-03",
        ),
        (
            r#"<meta property="og:updated_time" content="2025-02-04T10:00:00Z"><time datetime="2025-02-03">x</time>"#,
            "2025-02-03",
        ),
        (
            r#"<meta name="pubdate" content="2025-02-03"><time datetime="2025-02-03T08:00+0100">x</time>"#,
            "2025-02-03 08:00 +0100 = 03T07:00Z",
        ),
        (
            r#"<span itemprop="datePublished" content="2025-02-03T08:00-05:00">x</span>"#,
            "2025-02-03 08:00 -05:00 = 03T13:00Z",
        ),
        (r#"<time itemprop="datePublished">February 3, 2025</time>"#, "2025-02-03"),
        (
            r#"<div class="article-date">Published: 3 Feb 2025, 10:00 GMT</div>"#,
            "2025-02-03 10:00 GMT = 03T10:00Z",
        ),
        (
            r#"<aside><time datetime="2025-02-09">x</time></aside><h1>T</h1><p>February 3, 2025</p>"#,
            "2025-02-03",
        ),
        (r#"<link rel="canonical" href="https://x.example/2025/02/03/title"><p>Text</p>"#, "2025-02-03"),
        ("<p>The meeting takes place on February 20, 2025.</p><footer>Copyright 2025</footer>", "-"),
    ];
    for (html, expected) in cases {
        assert_eq!(in_page(html), expected, "{html}");
    }
}

#[test]
fn feed_items() {
    let cases = [
        (
            "<channel><lastBuildDate>Tue, 04 Feb 2025 00:00:00 GMT</lastBuildDate><item><pubDate>Mon, 03 Feb 2025 10:00:00 +0000</pubDate></item></channel>",
            "2025-02-03 10:00 +0000 = 03T10:00Z",
        ),
        ("<item><dc:date>2025-02-03T10:00:00+01:00</dc:date></item>", "2025-02-03 10:00 +01:00 = 03T09:00Z"),
        ("<entry><updated>2025-02-03T10:00:00Z</updated></entry>", "2025-02-03 10:00 Z = 03T10:00Z"),
        (
            "<item><pubDate><![CDATA[Mon, 03 Feb 2025 10:00:00 PST]]></pubDate></item>",
            "2025-02-03 10:00 PST = 03T18:00Z",
        ),
        ("<item><pubDate>Mon, 3 Feb 2025 10:00:00 UT</pubDate></item>", "2025-02-03 10:00 UT = 03T10:00Z"),
        (
            "<url><lastmod>2025-02-04</lastmod><news:publication_date>2025-02-03</news:publication_date></url>",
            "2025-02-03",
        ),
        ("<item><pubDate>soon</pubDate></item>", "-"),
    ];
    for (xml, expected) in cases {
        assert_eq!(shown(find(xml, InputKind::Rss, &context("en")).best), expected, "{xml}");
    }
}

#[test]
fn what_is_stated_is_read_to_its_end() {
    check(
        "en",
        &[
            ("Tue Feb 03 15:28:56 EST 2015", "2015-02-03 15:28 EST = 03T20:28Z"),
            ("Tue Feb 03 12:00:00 2015", "2015-02-03 12:00"),
            ("Mon Dec 22 21:05:00 UTC 2014", "2014-12-22 21:05 UTC = 22T21:05Z"),
            ("Wed, 3 Apr 2024 08:57:00 MEST", "2024-04-03 08:57 MEST = 03T06:57Z"),
            ("03.04.2024 / 20:37 CET/CEST", "2024-04-03 20:37 CET/CEST = 03T18:37Z"),
            ("03.12.2024 / 20:37 CET / CEST", "2024-12-03 20:37 CET / CEST = 03T19:37Z"),
            ("3 July 2024, 9:30 EDT/EST", "2024-07-03 09:30 EDT/EST = 03T13:30Z"),
            ("February 3, 2024 at noon", "2024-02-03 12:00"),
            ("February 3, 2024 at midnight ET", "2024-02-03 00:00 ET = 03T05:00Z"),
            ("By Ann Example4 December 2023", "2023-12-04"),
            ("Ann Example31.01.2023", "2023-01-31"),
            ("Fri, 27 Nov 0001", "-"),
            ("27 Nov 0001 00:00:00 GMT", "-"),
        ],
    );
    // Without a year the weekday settles it: the third of February was a Saturday in 2024.
    check("en", &[("Saturday, February 3", "2024-02-03"), ("Monday, February 3", "2025-02-03")]);
}

#[test]
fn words_for_days_are_those_of_the_language_and_no_part_of_a_headline() {
    check("de", &[("hier", "-"), ("Mehr dazu hier", "-"), ("Gestern", "2025-03-04")]);
    check("fr", &[("hier", "2025-03-04")]);
    check("en", &[("Why Acme Stock Dropped Today", "-"), ("Posted yesterday", "2025-03-04")]);
    assert_eq!(shown(find_in_text("hier", &DateContext { lang: None, ..context("de") }).best), "-");
    check(
        "en",
        &[(
            "Why Acme Stock Dropped Today\n\nBy A. Writer - Feb 7, 2024 at 4:10PM\n\nIt fell.",
            "2024-02-07 16:10",
        )],
    );
}

#[test]
fn what_the_clock_adds_is_remarked_on() {
    let remarks = |text: &str| find_in_text(text, &context("en")).best.unwrap().remarks;
    assert_eq!(remarks("LONDON, Dec 30 (Agency) - Shares fell."), [DateRemark::YearInferred]);
    assert_eq!(remarks("2 hours ago"), [DateRemark::CountedFromFetch]);
    assert_eq!(remarks("Feb 3, 2025"), []);
    let odd = read_value("Wed, 30 Apr 2025 08:57:00 QQT", &context("en")).unwrap();
    assert_eq!(odd.remarks, [DateRemark::UnknownZone("QQT".to_owned())]);
}

#[test]
fn an_hour_without_its_minutes_is_an_hour() {
    for (text, expected) in [
        ("2025-02-03T09Z", "2025-02-03 09:00 Z = 03T09:00Z"),
        ("2025-02-03T09-05:00", "2025-02-03 09:00 -05:00 = 03T14:00Z"),
        ("2025-02-03T25Z", "2025-02-03"),
    ] {
        let found = read_value(text, &context("en"));
        let precision = found.as_ref().map(|f| f.precision);
        assert_eq!(shown(found), expected, "{text}");
        assert_eq!(super::left_unread(text, &context("en")).is_none(), precision == Some(Precision::Hour));
    }
}

#[test]
fn notices_about_the_item_are_told_from_sentences_about_others() {
    check(
        "en",
        &[
            (
                "This entry was posted on Monday, February 3, 2025 at 4:15 pm and is filed under News.",
                "2025-02-03 16:15",
            ),
            ("The study was published on February 3, 2025.", "-"),
            ("This page was last changed on February 4, 2025", "-"),
            ("This page was last modified on 4 February 2025", "2025-02-04"),
        ],
    );
    check(
        "de",
        &[
            ("Dieser Beitrag wurde am 3. Februar 2025 veröffentlicht.", "2025-02-03"),
            ("Diese Seite wurde zuletzt am 4. Februar 2025 um 13:22 Uhr geändert.", "2025-02-04 13:22"),
            ("Das Urteil wurde am 3. Februar 2025 veröffentlicht.", "-"),
        ],
    );
}

#[test]
fn the_headline_of_a_page_tells_its_dates_from_others() {
    let far = "<p>Some sentence that says nothing of when it was written.</p>".repeat(40);
    let page =
        |body: &str| in_page(&format!("<title>A long headline of ours - Site</title><body>{body}</body>"));
    let headline = "<h1>A long headline of ours</h1>";
    // What the page shows of today, teasers, tiles, comments.
    assert_eq!(
        page(&format!(
            "<div class=date>Wednesday, March 5, 2025</div>{far}{headline}<p>February 3, 2025</p>"
        )),
        "2025-02-03"
    );
    assert_eq!(
        page(&format!("<time datetime=2025-03-01>x</time>{far}{headline}<time datetime=2025-02-03>x</time>")),
        "2025-02-03"
    );
    assert_eq!(page(&format!("{headline}<div><span>Feb</span> <span>9</span></div>{far}")), "-");
    assert_eq!(page(&format!("{headline}{far}<div class=comment><p class=date>Feb 9, 2025</p></div>")), "-");
    assert_eq!(page(&format!("<nav><a>Yesterday</a><a>Today</a></nav>{headline}<p><a>here</a></p>")), "-");
    // A body that is classed for what stands beside the article.
    assert_eq!(
        page(&format!("<div class='has-sidebar widget'>{headline}<time datetime=2025-02-03>x</time></div>")),
        "2025-02-03"
    );
    // The name of a date on the line above it, and a note at the foot.
    assert_eq!(
        page(&format!("{headline}{far}<aside><dl><dt>Date</dt><dd>3 Feb 2025</dd></dl></aside>")),
        "2025-02-03"
    );
    assert_eq!(page(&format!("{headline}{far}<dl><dt>Deadline</dt><dd>3 Feb 2025</dd></dl>")), "-");
    assert_eq!(page(&format!("{headline}{far}<footer>Last updated: 4 Feb 2025</footer>")), "2025-02-04");
    assert_eq!(page(&format!("{headline}{far}<footer>Tuesday, 4 Feb 2025</footer>")), "-");
}

#[test]
fn the_names_that_pages_give_to_dates_are_read() {
    for page in [
        r#"<span property="dc:date dc:created" content="2025-02-03T10:00:00Z">x</span>"#,
        r#"<div><span property="schema:dateCreated" content="2025-02-03T10:00:00Z"></span></div>"#,
        r#"<meta property="gallery:uploaded" content="2025-02-03T10:00:00Z">"#,
        r#"<!-- <rdf:Description dc:title="x" dc:date="2025-02-03T10:00:00Z" /> -->"#,
        r#"<span class="post-time" data-date-time="2025-02-03T10:00:00Z">5 min</span>"#,
        r#"<script>var state = {"article":{"published_at":"2025-02-03T10:00:00Z"}}</script>"#,
        r#"<abbr class="published" title="2025-02-03T10:00:00Z">10 am</abbr>"#,
    ] {
        assert_eq!(in_page(page), "2025-02-03 10:00 Z = 03T10:00Z", "{page}");
    }
    assert_eq!(in_page(r#"<meta name="article:publisher" content="2025-02-03">"#), "-");
}

#[test]
fn the_first_publication_goes_before_a_later_one() {
    // Two dates of publication: the one that a reader sees, else the earlier.
    let two =
        r#"<meta name="pubdate" content="2025-02-03"><meta name="dc.date.issued" content="2025-02-20">"#;
    assert_eq!(in_page(two), "2025-02-03");
    assert_eq!(in_page(&format!("{two}<h1>T</h1><p>20 February 2025</p>")), "2025-02-20");
    // One that was written anew, as the address and the date of the change tell.
    let anew = r#"<meta name="pubdate" content="2025-02-20T10:00Z"><meta name="last-modified" content="2025-02-20T10:00Z">"#;
    assert_eq!(in_page(anew), "2025-02-20 10:00 Z = 20T10:00Z");
    assert_eq!(in_page(&format!("{anew}<h1>T</h1><time datetime=2025-02-03>x</time>")), "2025-02-03");
    assert_eq!(
        in_page(&format!("{anew}<link rel=canonical href=https://a.example/2024/02/03/a>")),
        "2024-02-03"
    );
}

#[test]
fn the_clock_of_the_page_is_that_of_its_readers() {
    let page =
        r#"<meta name="pubdate" content="2025-02-04T03:28:35Z"><h1>T</h1><p>Feb. 3, 2025, 10:28 p.m.</p>"#;
    assert_eq!(in_page(page), "2025-02-03 22:28 -05:00 = 04T03:28Z");
    let named = page.replace("p.m.", "p.m. ET");
    assert_eq!(in_page(&named), "2025-02-03 22:28 ET = 04T03:28Z");
    // Another minute is another instant.
    assert_eq!(in_page(&page.replace("10:28", "10:29")), "2025-02-04 03:28 Z = 04T03:28Z");
}
