//! Dateline: a query language and engine for tables of dated events about people.
//!
//! ```text
//! crossings where border = "Torkham" since 2025-04-01 sum persons by direction
//! ```
//!
//! Layers, each importing only from those above it in this list:
//! - [`base`]: spans, diagnostics, types, values, the calendar
//! - [`syntax`]: text to tree, with nom
//! - [`catalog`]: what is known of the tables
//! - [`plan`]: what a query means
//! - [`check`]: tree to plan
//! - [`data`]: files to typed tables, with Polars
//! - [`exec`]: plans to answers, with Polars
//! - [`engine`]: all of these as one way in
//! - [`output`]: answers, schemas and diagnostics as text
//! - `console`: results and messages to their streams (feature `cli`)
//! - `shell`: the prompt, with rustyline (feature `shell`)
//! - `cli`: the command line, with clap (feature `cli`)

#![warn(missing_docs)]
#![deny(unsafe_code)]

pub mod base;
pub mod catalog;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod console;
pub mod data;
pub mod engine;
pub mod exec;
pub mod output;
pub mod plan;
#[cfg(feature = "shell")]
pub mod shell;
pub mod syntax;

pub use engine::{Answer, Engine, Error, Options, Outcome, Query};
