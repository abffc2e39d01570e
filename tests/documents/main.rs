//! What the project shows of itself is what it does: examples, errors and every block of README.md.

mod errors;
mod examples;
mod handbook;
mod readme;
mod scripts;
mod terminal;
