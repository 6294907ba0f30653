//! OPML: lists of feeds, as every reader of feeds writes and reads them.
//!
//! <http://opml.org/spec2.opml>, subscription lists: an `outline` with `xmlUrl` is a feed, wherever it stands.

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

/// A feed in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// What it is called.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its language, if stated.
    pub lang: Option<String>,
}

/// The feeds of a list, in their order, each address once.
///
/// # Errors
/// What is wrong with the document, in a phrase.
///
/// ```
/// use newstape::source::opml;
///
/// let list = r#"<opml version="2.0"><body><outline text="Press">
///     <outline type="rss" text="Fed" xmlUrl="https://a.example/fed.xml"/></outline></body></opml>"#;
/// let feeds = opml::read(list)?;
/// assert_eq!((feeds[0].title.as_str(), feeds.len()), ("Fed", 1));
/// assert_eq!(opml::read(&opml::write("Feeds", &feeds)?)?, feeds);
/// # Ok::<(), String>(())
/// ```
pub fn read(document: &str) -> Result<Vec<Outline>, String> {
    let mut reader = Reader::from_str(document.trim_start_matches('\u{feff}'));
    let (mut feeds, mut is_opml): (Vec<Outline>, bool) = (Vec::new(), false);
    loop {
        match reader.read_event().map_err(|e| e.to_string())? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "opml" => is_opml = true,
                "outline" => {
                    let found = outline(&tag)?.filter(|found| feeds.iter().all(|f| f.url != found.url));
                    feeds.extend(found);
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    if is_opml { Ok(feeds) } else { Err("it has no `opml` element".to_owned()) }
}

fn outline(tag: &BytesStart<'_>) -> Result<Option<Outline>, String> {
    let mut feed = Outline::default();
    let mut text = String::new();
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|e| e.to_string())?;
        let value =
            attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(|e| e.to_string())?;
        let value = value.trim().to_owned();
        match attribute.key.local_name().as_ref().to_ascii_lowercase().as_str() {
            "xmlurl" => feed.url = value,
            "title" => feed.title = value,
            "text" => text = value,
            "language" if !value.is_empty() && value != "unknown" => feed.lang = Some(value),
            _ => {}
        }
    }
    if feed.title.is_empty() {
        feed.title = text;
    }
    Ok(Some(feed).filter(|feed| !feed.url.is_empty()))
}

/// A list of feeds.
///
/// # Errors
/// It cannot be written, in a phrase.
pub fn write(title: &str, feeds: &[Outline]) -> Result<String, String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let written = (|| {
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        writer.write_event(Event::Start(BytesStart::new("opml").with_attributes([("version", "2.0")])))?;
        writer.write_event(Event::Start(BytesStart::new("head")))?;
        writer.write_event(Event::Start(BytesStart::new("title")))?;
        writer.write_event(Event::Text(BytesText::new(title)))?;
        writer.write_event(Event::End(BytesEnd::new("title")))?;
        writer.write_event(Event::End(BytesEnd::new("head")))?;
        writer.write_event(Event::Start(BytesStart::new("body")))?;
        for feed in feeds {
            let mut tag = BytesStart::new("outline").with_attributes([
                ("type", "rss"),
                ("text", feed.title.as_str()),
                ("title", feed.title.as_str()),
                ("xmlUrl", feed.url.as_str()),
            ]);
            if let Some(lang) = &feed.lang {
                tag.push_attribute(("language", lang.as_str()));
            }
            writer.write_event(Event::Empty(tag))?;
        }
        writer.write_event(Event::End(BytesEnd::new("body")))?;
        writer.write_event(Event::End(BytesEnd::new("opml")))
    })();
    written.map_err(|e: std::io::Error| e.to_string())?;
    String::from_utf8(writer.into_inner()).map(|text| text + "\n").map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlines_of_many_writers_are_read() {
        let list = "\u{feff}<?xml version='1.0'?><opml version='1.0'><head><title>x</title></head><body>\
            <outline text='A &amp; B' xmlurl='https://a.example/?x=1&amp;y=2'></outline>\
            <outline title='C' text='ignored' type='rss' xmlUrl=' https://c.example/ ' language='de'/>\
            <outline text='a folder'><outline text='again' xmlUrl='https://c.example/'/></outline>\
            <outline text='a page' htmlUrl='https://d.example/'/></body></opml>";
        let feeds = read(list).unwrap();
        assert_eq!(feeds.len(), 2);
        assert_eq!((feeds[0].title.as_str(), feeds[0].url.as_str()), ("A & B", "https://a.example/?x=1&y=2"));
        assert_eq!((feeds[1].title.as_str(), feeds[1].lang.as_deref()), ("C", Some("de")));
    }

    #[test]
    fn what_is_written_is_read_alike() {
        let odd = Outline {
            title: "<\"A\" & 'B'>\u{2028}ü".to_owned(),
            url: "https://a.example/?a=\"1\"&b='2'".to_owned(),
            lang: None,
        };
        let feeds = vec![
            odd,
            Outline {
                lang: Some("fr".to_owned()),
                url: "https://b.example/".to_owned(),
                ..Outline::default()
            },
        ];
        assert_eq!(read(&write("My <feeds>", &feeds).unwrap()).unwrap(), feeds);
    }

    #[test]
    fn something_else_is_refused() {
        assert_eq!(read("<rss/>").unwrap_err(), "it has no `opml` element");
        assert!(read("<opml><outline text='a").is_err());
    }
}
