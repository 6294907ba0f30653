use proptest::prelude::*;
use scraper::{Html, Node};

use super::*;
use crate::text::html::most_attributes;

#[test]
fn scripts_and_marks_go_and_words_stay() {
    let html = "<p>One<script>alert('x')</script></p>\n<ul><li>two\nthree<li>four</ul><img src=x>";
    assert_eq!(plain_text(html), "One\ntwo three\nfour");
    assert_eq!(one_line("<b>A</b><br>B &lt;C&gt;"), "A B <C>");
    assert_eq!(plain_text("plain  text\n\nkept"), "plain text\nkept");
}

#[test]
fn what_readers_do_not_see_ends_where_a_browser_ends_it() {
    for (html, words) in [
        ("a<script>if (b<c) '</b>'</script>d", "ad"),
        ("a<style>b</i></style>c", "ac"),
        ("a<script>never closed <b>", "a"),
        ("a<noscript><p>b</p></noscript>c", "ac"),
        ("a<template>b<template>c</template>d</template>e", "ae"),
        ("a<template><script>'</template>'</script></template>b", "ab"),
        ("a<svg><title>b</title><path/><g>c</g></svg>d", "ad"),
        ("a<svg/>b", "ab"),
        ("a<svg><svg></svg>b</svg>c", "ac"),
        ("a<svg><style>b<c</style></svg>d", "ad"),
        ("a<svg><path d=x><p>b</p>c", "a\nb\nc"),
        ("a<svg><foreignObject><p>b</p></foreignObject></svg>c", "ac"),
        ("<a>b<svg><path></a>c", "bc"),
        ("a<svg><![CDATA[<p>]]></svg>b", "ab"),
        ("a<textarea>b<p></textarea>c", "ab<p>c"),
        ("a</div>b</p>c", "ab\nc"),
        ("a<!-- <p>b</p> -->c<![CDATA[d]]>e", "ace"),
        ("<td>a", "a"),
        ("<table><tr><td>a<td>b<tr><th>c</table>d", "a b\nc\nd"),
        ("a &amp b &copy; &#8364; &nosuch; &", "a & b © € &nosuch; &"),
        ("a<", "a<"),
        ("a<b", "a"),
        ("a</>b<? c>d</ e>f<!g>h", "abdfh"),
        ("<!-->a--><p>b<!--->c--!>d<!-- e --!>f", "a-->\nbc--!>df"),
        ("<b title='>'>a</b title='>'>b", "ab"),
        ("<br/>a<p/>b<b/>c", "a\nbc"),
        ("<textarea><b c=d></TEXTAREA >e", "<b c=d>e"),
        ("a\0b", "a\0b"),
        ("<i>a\0b</i>", "ab"),
    ] {
        assert_eq!(plain_text(html), words, "{html}");
        if html.contains('<') {
            assert_eq!(tidy(&by_tree(html)), words, "by the tree: {html}");
        }
    }
}

/// Pieces nested as deep, left open and parted as often as a sender likes. By a tree the first would take
/// an hour.
#[test]
fn depth_and_number_do_no_harm() {
    assert_eq!(plain_text(&format!("{}x", "<div>".repeat(300_000))), "x");
    for (before, after) in [
        ("<b>", ""),
        ("<font size=1><p>", ""),
        ("<svg>", "</svg>"),
        ("<svg><g>", "</a>"),
        ("<template>", ""),
        ("<table><tr><td>", ""),
        ("<a><div>", "</b>"),
    ] {
        let html = format!("x{}{}", before.repeat(5_000), after.repeat(5_000));
        assert_eq!(plain_text(&html), "x", "{before}");
    }
}

/// A tokenizer that keeps the attributes would compare each of these with all before it.
#[test]
fn attributes_do_no_harm() {
    let attributes: String = (0..200_000).flat_map(|i| [" a".to_owned(), i.to_string()]).collect();
    for tag in
        [format!("<p{attributes}>"), format!("<p></p{attributes}>"), format!("<style></style{attributes}>")]
    {
        assert_eq!(plain_text(&format!("{tag}x")), "x");
        assert_eq!(most_attributes(&format!("<!-- > --><b c>{tag}x")), 200_000);
    }
}

#[test]
fn attributes_are_counted_as_browsers_do() {
    for (html, count) in [
        ("<p>", 0),
        ("<a href=x/>", 1),
        ("<a b c='d e' f = \"g>h\" i/j = k>", 5),
        ("<a =b=c>", 1),
        ("<a b= >", 1),
        ("<!-- <a b c> --><i d>", 1),
        ("<script><a b c></script>", 0),
        ("<svg><![CDATA[<a b c>]]></svg>", 0),
        ("</><a b>", 1),
        ("<a b", 0),
    ] {
        assert_eq!(most_attributes(html), count, "{html}");
    }
}

/// The words as a tree of elements has them.
fn by_tree(html: &str) -> String {
    const HIDDEN: [&str; 6] = ["script", "style", "noscript", "template", "iframe", "svg"];
    const BLOCKS: [&str; 9] = ["p", "div", "br", "li", "ul", "tr", "table", "h2", "blockquote"];
    let page = Html::parse_fragment(html);
    let mut words = String::new();
    let mut open = vec![Some(page.tree.root())];
    while let Some(next) = open.pop() {
        let Some(node) = next else {
            words.push('\n');
            continue;
        };
        match node.value() {
            Node::Element(element) if HIDDEN.contains(&element.name()) => continue,
            Node::Element(element) if BLOCKS.contains(&element.name()) => {
                words.push('\n');
                open.push(None);
            }
            Node::Element(element) if matches!(element.name(), "td" | "th") => words.push(' '),
            Node::Text(piece) => words.push_str(&piece.replace(['\n', '\r', '\t'], " ")),
            _ => {}
        }
        open.extend(node.children().rev().map(Some));
    }
    words
}

/// A piece of HTML as people and their programs write it.
fn well_formed() -> impl Strategy<Value = String> {
    let words = "[a-zé ,.\n]{0,8}|&amp;|&lt;|&nbsp;|&#8211;|&euro;|<br>|<br/>|<img src='a<b' alt=\"x>y\">|<!-- <p> -->";
    let hidden = prop_oneof![
        "<script>[a-z<>/ '\"]{0,8}</script>",
        "<style>[a-z{}<> ]{0,8}</style>",
        "<svg viewBox='0 0 1 1'><title>[a-z]{0,4}</title><g><path d='M0'/></g></svg>",
        "<iframe src=x>[a-z<>]{0,5}</iframe>",
        "<template><p>[a-z]{0,5}</p></template>",
    ];
    let leaf = prop_oneof![4 => words, 1 => hidden];
    leaf.prop_recursive(5, 60, 6, |inner| {
        let pieces = || proptest::collection::vec(inner.clone(), 0..5).prop_map(|all| all.concat());
        let element = prop::sample::select(vec!["div", "blockquote", "b", "i", "em", "span", "h2", "a", "p"]);
        prop_oneof![
            (element, pieces()).prop_map(|(name, inside)| {
                // These hold no blocks, and no link holds a link.
                let blocks = ["<p>", "<div>", "<blockquote>", "<h2>", "<ul>", "<table>", "<a>"];
                let bare = matches!(name, "b" | "i" | "em" | "span" | "h2" | "a" | "p");
                let name = if bare && blocks.iter().any(|b| inside.contains(b)) { "div" } else { name };
                format!("<{name}>{inside}</{name}>")
            }),
            proptest::collection::vec(pieces(), 0..4).prop_map(|all| format!(
                "<ul>{}</ul>",
                all.iter().flat_map(|i| ["<li>", i, "</li>"]).collect::<String>()
            )),
            proptest::collection::vec(pieces(), 0..4).prop_map(|all| format!(
                "<table><tr>{}</tr></table>",
                all.iter().flat_map(|c| ["<td>", c, "</td>"]).collect::<String>()
            )),
        ]
    })
}

proptest! {
    #[test]
    fn words_are_those_of_the_tree(html in proptest::collection::vec(well_formed(), 1..4)) {
        let html = html.concat();
        prop_assume!(html.contains('<'));
        prop_assert_eq!(plain_text(&html), tidy(&by_tree(&html)), "{}", html);
    }

    #[test]
    fn anything_is_read(html in "(<|</|>|<!|--|\\[CDATA\\[|&|;|svg|p|b|script|template|title| a=|'|\"|x|\0|é){0,40}") {
        let words = plain_text(&html);
        prop_assert!(!words.contains("  ") && !words.contains("\n\n"), "{}", words);
    }
}
