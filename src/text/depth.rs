//! How deep the elements of a page nest.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, ExpandedName, ParseOpts, QualName, local_name, ns, parse_document};

/// Bytes between two looks at the depth. Within them, a page nests at most a third as many levels more.
const STEP: usize = 4_096;

/// True if the elements of a page nest more than `limit` deep.
///
/// The tree is built by the rules of a browser, since no count of tags tells which end tags are passed
/// over; but without its texts, and no further than the limit, for it takes time with the square of the
/// depth.
pub(crate) fn nests_deeper(html: &str, limit: usize) -> bool {
    let mut parser = parse_document(Depth::default(), ParseOpts::default());
    let mut rest = html;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(STEP));
        parser.process(StrTendril::from(piece));
        if parser.tokenizer.sink.sink.deepest.get() > limit {
            return true;
        }
        rest = after;
    }
    parser.finish() > limit
}

/// An element or another node, with what is asked of it.
#[derive(Debug)]
struct Node {
    name: QualName,
    depth: Cell<usize>,
}

/// A tree that keeps of each node how deep it lies.
#[derive(Default)]
struct Depth {
    deepest: Cell<usize>,
}

impl Depth {
    fn place(&self, parent: &Node, child: &NodeOrText<Rc<Node>>) {
        if let NodeOrText::AppendNode(child) = child {
            let depth = parent.depth.get() + 1;
            child.depth.set(depth);
            self.deepest.set(self.deepest.get().max(depth));
        }
    }
}

fn node(name: QualName) -> Rc<Node> {
    Rc::new(Node { name, depth: Cell::new(0) })
}

/// A node that is no element.
fn nameless() -> Rc<Node> {
    node(QualName::new(None, ns!(), local_name!("")))
}

impl TreeSink for Depth {
    type Handle = Rc<Node>;
    type Output = usize;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> usize {
        self.deepest.get()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Rc<Node> {
        nameless()
    }

    fn elem_name<'a>(&'a self, target: &'a Rc<Node>) -> ExpandedName<'a> {
        target.name.expanded()
    }

    fn create_element(&self, name: QualName, _: Vec<Attribute>, _: ElementFlags) -> Rc<Node> {
        node(name)
    }

    fn create_comment(&self, _: StrTendril) -> Rc<Node> {
        nameless()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Rc<Node> {
        nameless()
    }

    fn append(&self, parent: &Rc<Node>, child: NodeOrText<Rc<Node>>) {
        self.place(parent, &child);
    }

    /// Before a table, or in what is open above it: nobody asks which, for they differ by one level.
    fn append_based_on_parent_node(&self, _: &Rc<Node>, above: &Rc<Node>, child: NodeOrText<Rc<Node>>) {
        self.place(above, &child);
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Rc<Node>) -> Rc<Node> {
        Rc::clone(target)
    }

    fn same_node(&self, one: &Rc<Node>, other: &Rc<Node>) -> bool {
        Rc::ptr_eq(one, other)
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Rc<Node>, new: NodeOrText<Rc<Node>>) {
        self.place(sibling, &new);
    }

    fn add_attrs_if_missing(&self, _: &Rc<Node>, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, _: &Rc<Node>) {}

    /// The children go one level down, below a node that is placed where they were.
    fn reparent_children(&self, _: &Rc<Node>, _: &Rc<Node>) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_depth_is_that_of_the_tree_whatever_the_tags_pretend() {
        let page = |inside: &str, times: usize| format!("<html><body>{}x", inside.repeat(times));
        for deep in ["<div>", "<div></x>", "<path/>", "<b><i><font>", "<div><object></div></object>"] {
            assert!(nests_deeper(&page(deep, 20_000), 200), "{deep}");
        }
        for flat in ["<p>x", "<div></div>", "<li>x", "<a name=x>y", "<br>", "<img>", "<b>x</b>", "<tr><td>x"]
        {
            assert!(!nests_deeper(&page(flat, 5_000), 200), "{flat}");
        }
        assert!(!nests_deeper(&page("<div>", 90), 200));
        assert!(nests_deeper("<div><div><div>", 4) && !nests_deeper("<div><div><div>", 5));
    }
}
