//! The vocabulary every layer shares: spans, diagnostics, types, values, the calendar, name matching.

pub mod bounds;
pub mod calendar;
pub mod codes;
pub mod counts;
pub mod diagnostic;
pub mod extent;
pub mod format;
pub mod formula;
pub mod hidden;
pub mod hxl;
pub mod letters;
pub mod names;
pub mod qualifier;
pub mod span;
pub mod types;
pub mod value;
pub mod zone;

pub use calendar::{Day, Period, Precision, Unit, Weekday};
pub use codes::Code;
pub use diagnostic::{Diagnostic, Label, Severity};
pub use format::{Format, Unfit};
pub use hidden::Hidden;
pub use qualifier::Qualifier;
pub use span::Span;
pub use types::Type;
pub use value::Value;
pub use zone::Zone;
