//! Dateline: a query language and engine for tables of dated events about people.

pub mod base;
pub mod catalog;
pub mod data;
pub mod engine;
pub mod output;
pub mod plan;
pub mod syntax;
