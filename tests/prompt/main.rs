//! The prompt as a person meets it: typed at in a pseudo-terminal, its screens as golden texts.
#![cfg(unix)]

mod commands;
mod editing;
mod looks;
mod recording;
mod stopping;
mod terminal;
mod tour;
