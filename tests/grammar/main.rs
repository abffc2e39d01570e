//! Holds `grammar/dateline.ebnf`, the parser, the printer and the table of keywords together.

mod agreement;
mod ebnf;
mod fuzz;
mod generator;
mod layout;
mod names;
mod predicates;
mod random;
mod recogniser;
mod sets;
mod terminals;
