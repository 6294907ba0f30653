//! Charts: a specification in, bytes out.
