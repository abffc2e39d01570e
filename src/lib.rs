//! Dateline: a query language and engine for tables of dated events about people.

pub mod base;
pub mod syntax;
