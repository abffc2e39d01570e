//! The plan as text, one line a step, for `explain --stage plan`.
