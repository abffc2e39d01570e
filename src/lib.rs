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
#![doc = "- [`output`]: answers, diagnostics and schemas as text"]
#![cfg_attr(feature = "cli", doc = "- [`cli`]: the command line, with clap")]
#![cfg_attr(feature = "shell", doc = "- [`shell`]: the prompt, with rustyline")]

pub mod base;
pub mod catalog;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod data;
pub mod engine;
pub mod exec;
pub mod output;
pub mod plan;
#[cfg(feature = "shell")]
pub mod shell;
pub mod syntax;

pub use engine::{Answer, Engine, Error, Options, Outcome, Query};
