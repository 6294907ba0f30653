//! Bars.
#![allow(dead_code)]
mod codec;
mod label;
