//! Whatever the text, the parser comes back: without panic, in time, with spans that fit.
