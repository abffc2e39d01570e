//! Text to tree: lexer, nom parser over tokens, the tree itself, and its printer. The only layer that uses nom.
//!
//! `text → token (lexer) → tree (statement, clause, summary, series, time, expr, quantity) → text (print)`.
//! Rule names of `grammar/dateline.ebnf` are the names of the parser's functions.

pub mod ast;
mod clause;
mod ending;
mod expect;
mod expected;
mod expr;
mod faults;
mod head;
mod input;
pub mod keywords;
pub mod layout;
mod lexer;
mod misplaced;
mod names;
pub mod print;
mod quantity;
mod series;
mod shape;
mod statement;
mod summary;
mod time;
pub mod token;

pub use expected::{Category, ExpectedSet};
pub use lexer::tokenize;
pub use statement::{Parsed, parse, parse_expression};

use expr::parse_date as expr_date;
use quantity::parse_number as expr_number;
