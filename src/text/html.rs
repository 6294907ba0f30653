//! The words of HTML, read mark by mark.
//!
//! A tree of elements would cost time with the square of the depth to which a sender nests them; the
//! words need none. What the tree would decide is kept as counts: whether an element is open, and
//! whether what is read belongs to a part that readers do not see.
//!
//! Attributes are cut off before the tokenizer sees a tag, because it compares each with all before it.

use std::cell::RefCell;
use std::collections::HashMap;

use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 22] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "section",
    "article",
    "figure",
    "figcaption",
    "dd",
    "dt",
];

/// Elements that end a drawing which was never closed.
/// <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign>
const ENDS_DRAWING: [&str; 44] = [
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strong",
    "strike",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];

/// Elements of a drawing that hold HTML.
const HTML_IN_DRAWING: [&str; 3] = ["desc", "foreignobject", "title"];

/// The words of a piece of HTML; line breaks stand only where its blocks begin and end.
pub(super) fn words(html: &str) -> String {
    read(html).words
}

/// The most attributes that one tag has.
pub(crate) fn most_attributes(html: &str) -> usize {
    read(html).most_attributes
}

fn read(html: &str) -> State {
    let tokenizer = Tokenizer::new(Reader::default(), TokenizerOpts::default());
    let mut feeder = Feeder { rest: html, input: BufferQueue::default(), tokenizer };
    while !feeder.rest.is_empty() {
        feeder.step();
    }
    feeder.tokenizer.end();
    feeder.tokenizer.sink.0.into_inner()
}

/// Hands a text to the tokenizer piece by piece.
struct Feeder<'a> {
    rest: &'a str,
    input: BufferQueue,
    tokenizer: Tokenizer<Reader>,
}

impl Feeder<'_> {
    /// The words up to the next mark, and that mark.
    fn step(&mut self) {
        self.take(self.rest.find('<').unwrap_or(self.rest.len()));
        let raw = self.state(|state| state.raw.clone());
        let marks = self.rest.as_bytes();
        match (raw, marks) {
            (_, []) => {}
            (Some(name), _) if !ends(self.rest, &name) => self.take(1),
            (Some(_), _) => self.tag(2),
            (None, [_, b'/', next, ..]) if next.is_ascii_alphabetic() => self.tag(2),
            (None, [_, next, ..]) if next.is_ascii_alphabetic() => self.tag(1),
            (None, [_, b'/', b'>', ..]) => self.take(3),
            (None, [_, b'!' | b'?' | b'/', ..]) => self.aside(),
            (None, _) => self.take(1),
        }
    }

    fn state<T>(&self, of: impl FnOnce(&mut State) -> T) -> T {
        of(&mut self.tokenizer.sink.0.borrow_mut())
    }

    fn feed(&self, piece: &str) {
        self.input.push_back(StrTendril::from(piece));
        // The reader never asks to be waited for, so that one call reads all.
        let _ = self.tokenizer.feed(&self.input);
    }

    /// Feeds so many bytes.
    fn take(&mut self, bytes: usize) {
        let (piece, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        if !piece.is_empty() {
            self.feed(piece);
        }
    }

    /// A tag, whose name begins at `name`. One that never ends is no tag and no text either.
    fn tag(&mut self, name: usize) {
        let named = self.rest[name..].find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
        let tail = named.and_then(|at| Some((name + at, Tail::of(&self.rest[name + at..])?)));
        let Some((named, tail)) = tail else {
            self.rest = "";
            return;
        };
        self.state(|state| state.most_attributes = state.most_attributes.max(tail.attributes));
        self.take(named);
        self.feed(if tail.self_closing { "/>" } else { ">" });
        self.rest = &self.rest[tail.bytes..];
    }

    /// A comment, a document type, or what is taken for a comment.
    fn aside(&mut self) {
        const DATA: &str = "<![CDATA[";
        if self.rest.starts_with(DATA) && self.state(|state| state.in_drawing()) {
            let end = self.rest.find("]]>").map_or(self.rest.len(), |at| at + 3);
            self.rest = &self.rest[end..];
            return;
        }
        self.state(|state| state.aside_ended = false);
        while !self.rest.is_empty() && !self.state(|state| state.aside_ended) {
            self.take(self.rest.find('>').map_or(self.rest.len(), |at| at + 1));
        }
    }
}

/// True if a text begins with the end tag of that name.
fn ends(text: &str, name: &str) -> bool {
    let tag = text.strip_prefix("</").and_then(|t| t.split_at_checked(name.len()));
    tag.is_some_and(|(begins, rest)| {
        let next = rest.chars().next();
        begins.eq_ignore_ascii_case(name)
            && next.is_some_and(|c| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
    })
}

/// What follows the name of a tag, up to its end.
struct Tail {
    bytes: usize,
    attributes: usize,
    self_closing: bool,
}

/// Where in a tag a byte stands.
/// <https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state>
#[derive(Clone, Copy)]
enum At {
    Between,
    Name,
    AfterName,
    BeforeValue,
    Value,
    Quoted(u8),
}

impl Tail {
    /// `None` if the tag never ends.
    fn of(text: &str) -> Option<Self> {
        let (mut at, mut attributes, mut self_closing) = (At::Between, 0, false);
        for (index, byte) in text.bytes().enumerate() {
            let space = byte.is_ascii_whitespace();
            let before = at;
            at = match (at, byte) {
                (At::Quoted(mark), _) => {
                    if byte == mark {
                        At::Between
                    } else {
                        at
                    }
                }
                (_, b'>') => return Some(Self { bytes: index + 1, attributes, self_closing }),
                (At::BeforeValue, b'"' | b'\'') => At::Quoted(byte),
                (At::BeforeValue, _) if space => at,
                (At::BeforeValue, _) => At::Value,
                (At::Value, _) if !space => at,
                (At::Value, _) | (_, b'/') => At::Between,
                (At::Name | At::AfterName, b'=') => At::BeforeValue,
                (At::Name, _) if space => At::AfterName,
                (At::Between | At::AfterName, _) if space => at,
                (At::Between | At::Name | At::AfterName, _) => At::Name,
            };
            self_closing = byte == b'/' && matches!(at, At::Between);
            attributes += usize::from(matches!(at, At::Name) && !matches!(before, At::Name));
        }
        None
    }
}

/// Takes the marks and words as they come.
#[derive(Default)]
struct Reader(RefCell<State>);

#[derive(Default)]
struct State {
    words: String,
    /// How many elements of each name are open outside hidden parts.
    open: HashMap<LocalName, usize>,
    hidden: Option<Hidden>,
    /// The element whose content holds no marks but its own end tag.
    raw: Option<LocalName>,
    /// A comment or document type has ended since this was last asked.
    aside_ended: bool,
    most_attributes: usize,
}

/// A part that readers do not see.
enum Hidden {
    /// A script or the like, up to its own end tag.
    Raw,
    /// Templates, one in another.
    Templates(usize),
    Drawing(Drawing),
}

/// A drawing, with what is open in it.
#[derive(Default)]
struct Drawing {
    open: HashMap<LocalName, usize>,
    /// How many of these are drawings themselves, the outermost among them.
    drawings: usize,
    /// How many of these hold HTML.
    html: usize,
}

/// Counts an element that ends; false where none of that name was open.
fn close(open: &mut HashMap<LocalName, usize>, name: &LocalName) -> bool {
    let count = open.get_mut(name).filter(|count| **count > 0);
    count.map(|count| *count -= 1).is_some()
}

impl Drawing {
    fn start(&mut self, name: &LocalName) {
        *self.open.entry(name.clone()).or_default() += 1;
        self.drawings += usize::from(&**name == "svg");
        self.html += usize::from(HTML_IN_DRAWING.contains(&&**name));
    }

    /// False where no such element is open in the drawing.
    fn end(&mut self, name: &LocalName) -> bool {
        let closes = close(&mut self.open, name);
        self.drawings -= usize::from(closes && &**name == "svg");
        self.html -= usize::from(closes && HTML_IN_DRAWING.contains(&&**name));
        closes
    }
}

impl State {
    /// True where what is read is a drawing, not the HTML in it.
    fn in_drawing(&self) -> bool {
        matches!(&self.hidden, Some(Hidden::Drawing(drawing)) if drawing.html == 0)
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        match &mut self.hidden {
            None => self.start_in_sight(tag),
            Some(Hidden::Raw) => TokenSinkResult::Continue,
            Some(Hidden::Templates(depth)) => {
                *depth += usize::from(&*tag.name == "template");
                raw(&tag.name)
            }
            Some(Hidden::Drawing(drawing)) => {
                let html = drawing.html > 0;
                if !html && ENDS_DRAWING.contains(&&*tag.name) {
                    self.hidden = None;
                    return self.start_in_sight(tag);
                }
                if html || !tag.self_closing {
                    drawing.start(&tag.name);
                }
                if html { raw(&tag.name) } else { TokenSinkResult::Continue }
            }
        }
    }

    fn start_in_sight(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        match &*tag.name {
            "script" | "style" | "noscript" | "iframe" => self.hidden = Some(Hidden::Raw),
            "template" => self.hidden = Some(Hidden::Templates(1)),
            "svg" if !tag.self_closing => {
                let mut drawing = Drawing::default();
                drawing.start(&tag.name);
                self.hidden = Some(Hidden::Drawing(drawing));
            }
            "svg" => {}
            name => {
                self.words.extend(around(name));
                *self.open.entry(tag.name.clone()).or_default() += 1;
            }
        }
        raw(&tag.name)
    }

    fn end(&mut self, tag: &Tag) {
        let ends = match &mut self.hidden {
            None => return self.end_in_sight(&tag.name),
            Some(Hidden::Raw) => true,
            Some(Hidden::Templates(depth)) => {
                *depth -= usize::from(&*tag.name == "template");
                *depth == 0
            }
            Some(Hidden::Drawing(drawing)) => {
                // What was opened before an unclosed drawing ends it.
                if !drawing.end(&tag.name) && self.open.get(&tag.name).is_some_and(|n| *n > 0) {
                    self.hidden = None;
                    return self.end_in_sight(&tag.name);
                }
                drawing.drawings == 0
            }
        };
        if ends {
            self.hidden = None;
        }
    }

    /// An end tag closes what is open and is else passed over, but for these two, which stand for an
    /// empty element.
    fn end_in_sight(&mut self, name: &LocalName) {
        let closes = close(&mut self.open, name) || matches!(&**name, "p" | "br");
        if closes && BLOCKS.contains(&&**name) {
            self.words.push('\n');
        }
    }

    /// Line breaks in the source of HTML are spaces.
    fn words(&mut self, text: &str) {
        if self.hidden.is_none() {
            self.words.extend(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }));
        }
    }
}

/// What parts the words before an element from those in it.
fn around(name: &str) -> Option<char> {
    match name {
        "td" | "th" => Some(' '),
        _ => BLOCKS.contains(&name).then_some('\n'),
    }
}

/// How the content of an element is to be read.
fn raw(name: &str) -> TokenSinkResult<()> {
    match name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "noscript" | "iframe" | "xmp" | "noembed" | "noframes" => {
            TokenSinkResult::RawData(RawKind::Rawtext)
        }
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        "plaintext" => TokenSinkResult::Plaintext,
        _ => TokenSinkResult::Continue,
    }
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                let content = state.start(&tag);
                state.raw = (content != TokenSinkResult::Continue).then_some(tag.name);
                return content;
            }
            Token::TagToken(tag) => {
                state.raw = None;
                state.end(&tag);
            }
            Token::CharacterTokens(text) => state.words(&text),
            Token::DoctypeToken(_) | Token::CommentToken(_) => state.aside_ended = true,
            Token::NullCharacterToken | Token::EOFToken | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}
