//! Whole columns from their parts, in the order of the file.

use super::part::{PLACES, Part, Shared, Values};

/// A column of all records.
#[derive(Debug)]
pub(in crate::data) struct Gathered {
    /// Its values.
    pub(in crate::data) values: Collected,
    /// The rows without a value; texts tell it by themselves.
    pub(in crate::data) unknown: Vec<u32>,
    /// Cells that could not be read.
    pub(in crate::data) unreadable: u64,
    /// The first of them, with their rows.
    pub(in crate::data) first: Vec<(u64, String)>,
}

#[derive(Debug)]
pub(in crate::data) enum Collected {
    Texts(Texts),
    Whole(Vec<i64>),
    Real(Vec<f64>),
    Days(Vec<i32>),
}

/// The texts of a column.
#[derive(Debug)]
pub(in crate::data) enum Texts {
    /// Each by its place in a dictionary, from 1; 0 is unknown.
    Coded(Codes, Vec<Box<str>>),
    /// Written out, piece by piece.
    Plain(Vec<Piece>),
}

/// Texts one behind the other, and where each ends. An empty one is unknown.
#[derive(Debug)]
pub(in crate::data) struct Piece {
    ends: Vec<u32>,
    bytes: Vec<u8>,
}

/// Whole numbers in as few bytes as the largest needs.
#[derive(Debug)]
pub(in crate::data) enum Codes {
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
}

impl Codes {
    /// Adds codes; wider ones widen all.
    fn extend(&mut self, codes: &[u32]) {
        let most = codes.iter().copied().max().unwrap_or(0);
        match self {
            Codes::U8(before) if most > u32::from(u8::MAX) => {
                let mut wider = Vec::with_capacity(before.capacity());
                wider.extend(before.iter().map(|code| u16::from(*code)));
                *self = Codes::U16(wider);
                self.extend(codes);
            }
            Codes::U16(before) if most > u32::from(u16::MAX) => {
                let mut wider = Vec::with_capacity(before.capacity());
                wider.extend(before.iter().map(|code| u32::from(*code)));
                *self = Codes::U32(wider);
                self.extend(codes);
            }
            Codes::U8(before) => before.extend(codes.iter().map(|code| *code as u8)),
            Codes::U16(before) => before.extend(codes.iter().map(|code| *code as u16)),
            Codes::U32(before) => before.extend_from_slice(codes),
        }
    }

    /// These codes.
    #[cfg(test)]
    pub(in crate::data) fn of(codes: &[u32]) -> Codes {
        let mut all = Codes::U8(Vec::new());
        all.extend(codes);
        all
    }

    /// The codes that those at `places` stand for, as wide as the largest of them needs.
    pub(in crate::data) fn renamed(&self, places: &[u32]) -> Codes {
        fn all<T: Copy + Default>(codes: &Codes, places: Vec<T>) -> Vec<T> {
            let mut renamed = Vec::with_capacity(codes.len());
            codes.each(|code| renamed.push(places.get(code as usize).copied().unwrap_or_default()));
            renamed
        }
        match places.iter().max().copied().unwrap_or(0) {
            0..=0xff => Codes::U8(all(self, places.iter().map(|place| *place as u8).collect())),
            0x100..=0xffff => Codes::U16(all(self, places.iter().map(|place| *place as u16).collect())),
            _ => Codes::U32(all(self, places.to_vec())),
        }
    }

    pub(in crate::data) fn len(&self) -> usize {
        match self {
            Codes::U8(codes) => codes.len(),
            Codes::U16(codes) => codes.len(),
            Codes::U32(codes) => codes.len(),
        }
    }

    /// Calls a function with each code, in order. It is compiled for each width.
    pub(in crate::data) fn each(&self, mut f: impl FnMut(u32)) {
        match self {
            Codes::U8(codes) => codes.iter().for_each(|code| f(u32::from(*code))),
            Codes::U16(codes) => codes.iter().for_each(|code| f(u32::from(*code))),
            Codes::U32(codes) => codes.iter().for_each(|code| f(*code)),
        }
    }
}

impl Piece {
    /// The texts, in order.
    pub(in crate::data) fn texts(&self) -> impl Iterator<Item = Option<&str>> + Clone {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| {
            let bytes = self.bytes.get(start as usize..*end as usize).unwrap_or_default();
            std::str::from_utf8(bytes).ok().filter(|text| !text.is_empty())
        })
    }
}

impl Texts {
    /// The cells of a column that come from elsewhere: a sheet, an array.
    pub(in crate::data) fn of_cells<'a>(cells: impl Iterator<Item = Option<&'a str>>) -> Texts {
        const LARGE: usize = 1 << 24;
        let (mut pieces, mut piece) = (Vec::new(), Piece { ends: Vec::new(), bytes: Vec::new() });
        for cell in cells {
            piece.bytes.extend_from_slice(cell.unwrap_or("").as_bytes());
            piece.ends.push(piece.bytes.len() as u32);
            if piece.bytes.len() > LARGE {
                pieces.push(std::mem::replace(&mut piece, Piece { ends: Vec::new(), bytes: Vec::new() }));
            }
        }
        pieces.push(piece);
        Texts::Plain(pieces)
    }

    /// Every text in the order of the file.
    pub(in crate::data) fn plain(pieces: &[Piece]) -> impl Iterator<Item = Option<&str>> + Clone {
        pieces.iter().flat_map(Piece::texts)
    }
}

impl Gathered {
    /// A column that gets parts like this one, and about so many rows.
    pub(super) fn like(part: &Part, rows: usize) -> Gathered {
        let values = match &part.values {
            Values::Codes(_) => Collected::Texts(Texts::Coded(Codes::U8(Vec::with_capacity(rows)), Vec::new())),
            Values::Plain { .. } => Collected::Texts(Texts::Plain(Vec::new())),
            Values::Whole(_) => Collected::Whole(Vec::with_capacity(rows)),
            Values::Real(_) => Collected::Real(Vec::with_capacity(rows)),
            Values::Days(_) => Collected::Days(Vec::with_capacity(rows)),
        };
        Gathered { values, unknown: Vec::new(), unreadable: 0, first: Vec::new() }
    }

    /// Adds the part that follows, which starts at a row.
    pub(super) fn extend(&mut self, part: Part, row: u64, shared: &Shared) {
        self.unknown.extend(part.unknown.iter().map(|at| row as u32 + at));
        self.unreadable += part.unreadable;
        let room = PLACES - self.first.len();
        self.first.extend(part.first.into_iter().take(room).map(|(at, text)| (row + u64::from(at), text)));
        match (&mut self.values, part.values) {
            (Collected::Texts(Texts::Coded(codes, _)), Values::Codes(more)) => codes.extend(&more),
            (Collected::Texts(texts), Values::Plain { ends, bytes }) => {
                if let Texts::Coded(codes, _) = texts {
                    *texts = Texts::Plain(written_out(codes, shared));
                }
                if let Texts::Plain(pieces) = texts {
                    pieces.push(Piece { ends, bytes });
                }
            }
            (Collected::Texts(Texts::Plain(pieces)), Values::Codes(more)) => {
                pieces.extend(written_out(&Codes::U32(more), shared));
            }
            (Collected::Whole(all), Values::Whole(more)) => all.extend(more),
            (Collected::Real(all), Values::Real(more)) => all.extend(more),
            (Collected::Days(all), Values::Days(more)) => all.extend(more),
            // One thing is wanted of a column throughout.
            _ => debug_assert!(false, "parts of different kinds"),
        }
    }

    /// The column with the dictionary of its codes.
    pub(super) fn finished(mut self, shared: Shared) -> Gathered {
        if let Collected::Texts(Texts::Coded(_, dictionary)) = &mut self.values {
            *dictionary = shared.into_texts();
        }
        self
    }
}

/// Coded texts, written out in pieces.
fn written_out(codes: &Codes, shared: &Shared) -> Vec<Piece> {
    const LARGE: usize = 1 << 20;
    let pieces = shared.with_texts(|texts| {
        let (mut pieces, mut ends, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
        codes.each(|code| {
            let text = (code as usize).checked_sub(1).and_then(|at| texts.get(at));
            bytes.extend_from_slice(text.map_or(&[], |text| text.as_bytes()));
            ends.push(bytes.len() as u32);
            if bytes.len() > LARGE {
                pieces.push(Piece { ends: std::mem::take(&mut ends), bytes: std::mem::take(&mut bytes) });
            }
        });
        pieces.push(Piece { ends, bytes });
        pieces
    });
    pieces.unwrap_or_default()
}
