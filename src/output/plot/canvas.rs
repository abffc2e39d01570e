//! Dots in the cells of a terminal: eight to a cell as braille, or one sign a cell.

/// A field of dots.
pub struct Canvas {
    columns: usize,
    rows: usize,
    ascii: bool,
    dots: Vec<Dot>,
}

#[derive(Clone, Copy, Default, PartialEq, PartialOrd)]
enum Dot {
    #[default]
    None,
    Line,
    Point,
}

/// The bit of each dot of a cell of braille, by its row and column.
const BRAILLE: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

impl Canvas {
    pub fn new(columns: usize, rows: usize, ascii: bool) -> Canvas {
        let (across, down) = Canvas::dots_of_cell(ascii);
        Canvas { columns, rows, ascii, dots: vec![Dot::None; columns * across * rows * down] }
    }

    fn dots_of_cell(ascii: bool) -> (usize, usize) {
        if ascii { (1, 1) } else { (2, 4) }
    }

    /// The dots across and down.
    pub fn size(&self) -> (usize, usize) {
        let (across, down) = Canvas::dots_of_cell(self.ascii);
        (self.columns * across, self.rows * down)
    }

    /// Marks a value. Dots are counted from the left and the top.
    pub fn point(&mut self, (x, y): (usize, usize)) {
        self.set(x, y, Dot::Point);
    }

    /// Marks a value that stands alone, where a dot could be overlooked.
    pub fn spot(&mut self, (x, y): (usize, usize)) {
        let (x, y) = if self.ascii { (x, y) } else { (x & !1, y & !1) };
        let size = if self.ascii { 1 } else { 2 };
        (0..size * size).for_each(|at| self.set(x + at % size, y + at / size, Dot::Point));
    }

    /// Joins two values that follow each other.
    pub fn line(&mut self, from: (usize, usize), to: (usize, usize)) {
        let steps = from.0.abs_diff(to.0).max(from.1.abs_diff(to.1)).max(1);
        let between = |a: usize, b: usize, step: usize| {
            let share = step as f64 / steps as f64;
            (a as f64 + (b as f64 - a as f64) * share).round() as usize
        };
        (0..=steps).for_each(|step| self.set(between(from.0, to.0, step), between(from.1, to.1, step), Dot::Line));
    }

    fn set(&mut self, x: usize, y: usize, dot: Dot) {
        let (across, down) = self.size();
        if x < across && y < down {
            let held = &mut self.dots[y * across + x];
            *held = if dot > *held { dot } else { *held };
        }
    }

    /// The rows as text, without blanks at their ends.
    pub fn rows(&self) -> Vec<String> {
        let row = |row: usize| (0..self.columns).map(|column| self.cell(column, row)).collect::<String>();
        (0..self.rows).map(|at| row(at).trim_end_matches([' ', '\u{2800}']).replace('\u{2800}', " ")).collect()
    }

    fn cell(&self, column: usize, row: usize) -> char {
        let (across, down) = Canvas::dots_of_cell(self.ascii);
        let width = self.columns * across;
        let dot = |x: usize, y: usize| self.dots[(row * down + y) * width + column * across + x];
        if self.ascii {
            return match dot(0, 0) {
                Dot::None => ' ',
                Dot::Line => '.',
                Dot::Point => 'o',
            };
        }
        let bits = BRAILLE.iter().enumerate().flat_map(|(y, bits)| bits.iter().enumerate().map(move |(x, bit)| (x, y, bit)));
        let set = bits.filter(|(x, y, _)| dot(*x, *y) != Dot::None).map(|(_, _, bit)| bit).sum::<u32>();
        char::from_u32(0x2800 + set).unwrap_or(' ')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_become_braille_or_signs() {
        let mut canvas = Canvas::new(2, 1, false);
        canvas.line((0, 3), (3, 0));
        assert_eq!(canvas.rows(), ["⡠⠊"]);
        let mut canvas = Canvas::new(1, 1, false);
        canvas.spot((1, 2));
        assert_eq!(canvas.rows(), ["⣤"]);
        let mut canvas = Canvas::new(3, 2, true);
        canvas.line((0, 1), (2, 0));
        canvas.point((0, 1));
        assert_eq!(canvas.rows(), ["  .", "o."]);
    }

    #[test]
    fn what_lies_outside_is_left_out() {
        let mut canvas = Canvas::new(1, 1, false);
        canvas.point((5, 0));
        assert_eq!(canvas.rows(), [""]);
    }
}
