//! The ending `plot`: what of an answer is drawn, and how.

use crate::syntax::ast::Drawing;
use serde::Serialize;

/// `plot`
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plot {
    /// The way of drawing.
    pub drawing: Drawing,
    /// The columns of the first and the last day of the buckets, where rows are some.
    pub time: Option<(String, String)>,
    /// The columns that tell series apart; of bars the labels.
    pub keys: Vec<String>,
    /// The columns that are drawn.
    pub figures: Vec<String>,
}
