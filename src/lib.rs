//! Dateline: a query language and engine for tables of dated events about people.
//!
//! ```text
//! crossings where border = "Torkham" since 2025-04-01 sum persons by direction
//! ```
//!
//! Layers, each importing only from those above it in this list:
#![doc = "- [`base`]: spans, diagnostics, types, values, the calendar"]
#![doc = "- [`syntax`]: text to tree, with nom"]
#![doc = "- [`catalog`]: what is known of the tables"]
#![doc = "- [`plan`]: what a query means"]
#![doc = "- [`check`]: tree to plan"]
#![doc = "- [`data`]: files to typed tables, with Polars"]
#![doc = "- [`exec`]: plans to answers, with Polars"]
#![doc = "- [`engine`]: all of these as one way in"]

pub mod base;
pub mod catalog;
pub mod check;
pub mod data;
pub mod engine;
pub mod exec;
pub mod plan;
pub mod syntax;

pub use engine::{Answer, Engine, Error, Options, Outcome, Query};
