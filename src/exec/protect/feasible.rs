//! What can be worked out of hidden numbers: how far each can move while all totals that are known stay as they are.
//!
//! A hidden number is an unknown with a lowest and a highest value, a total that is known an equation. The true table is one
//! solution; the simplex method walks from it to others. What it has seen of an unknown is a range that nobody can narrow.

/// Numbers nearer than this are the same.
const NEAR: f64 = 1e-7;

/// Linear equations over changes of unknowns: `0` everywhere is a solution.
#[derive(Debug, Default)]
pub struct System {
    /// How far each unknown may fall and rise.
    reach: Vec<(f64, f64)>,
    /// The equations: the changes of these unknowns, times their factors, add up to nothing.
    equations: Vec<Vec<(usize, f64)>>,
}

impl System {
    /// An unknown that may fall and rise by so much.
    pub fn unknown(&mut self, down: f64, up: f64) -> usize {
        self.reach.push((down.max(0.0), up.max(0.0)));
        self.reach.len() - 1
    }

    /// A total that is known.
    pub fn equation(&mut self, terms: Vec<(usize, f64)>) {
        self.equations.push(terms);
    }

    /// Those of the unknowns whose range is narrower than `width`.
    pub fn narrow(&self, asked: &[usize], width: f64) -> Vec<usize> {
        let mut walk = Simplex::new(self);
        let mut seen: Vec<(f64, f64)> = vec![(0.0, 0.0); self.reach.len()];
        let wide = |seen: &[(f64, f64)], at: usize| seen[at].1 - seen[at].0 >= width - NEAR;
        let mut narrow = Vec::new();
        for at in asked {
            for sign in [1.0, -1.0] {
                if !wide(&seen, *at) {
                    walk.maximise(*at, sign);
                    for (seen, now) in seen.iter_mut().zip(walk.changes()) {
                        *seen = (seen.0.min(now), seen.1.max(now));
                    }
                }
            }
            narrow.extend((!wide(&seen, *at)).then_some(*at));
        }
        narrow
    }
}

/// The simplex method over variables between nothing and a limit: the rise of each unknown, then the fall of each, and for each
/// equation one that may not move and stands in the first basis.
struct Simplex {
    unknowns: usize,
    /// The limit of each variable.
    limits: Vec<f64>,
    /// Whether a variable outside the basis stands at its limit.
    at_limit: Vec<bool>,
    in_basis: Vec<bool>,
    /// The variable of each row, and its value.
    basis: Vec<usize>,
    values: Vec<f64>,
    rows: Vec<Vec<f64>>,
}

impl Simplex {
    fn new(system: &System) -> Simplex {
        let unknowns = system.reach.len();
        let (rises, falls) = (system.reach.iter().map(|(_, up)| *up), system.reach.iter().map(|(down, _)| *down));
        let limits: Vec<f64> = rises.chain(falls).chain(system.equations.iter().map(|_| 0.0)).collect();
        let row = |terms: &Vec<(usize, f64)>| {
            let mut row = vec![0.0; 2 * unknowns];
            for (at, factor) in terms {
                row[*at] += factor;
                row[unknowns + at] -= factor;
            }
            row
        };
        let count = system.equations.len();
        Simplex {
            unknowns,
            at_limit: vec![false; limits.len()],
            in_basis: (0..limits.len()).map(|at| at >= 2 * unknowns).collect(),
            limits,
            basis: (2 * unknowns..2 * unknowns + count).collect(),
            values: vec![0.0; count],
            rows: system.equations.iter().map(row).collect(),
        }
    }

    /// The change of each unknown where the walk stands.
    fn changes(&self) -> impl Iterator<Item = f64> {
        let mut values: Vec<f64> =
            self.limits.iter().zip(&self.at_limit).map(|(limit, at)| if *at { *limit } else { 0.0 }).collect();
        for (variable, value) in self.basis.iter().zip(&self.values) {
            values[*variable] = *value;
        }
        let unknowns = self.unknowns;
        (0..unknowns).map(move |at| values[at] - values[unknowns + at])
    }

    /// Walks to where the change of an unknown, times a sign, is largest. What a walk that is too long has reached is good enough:
    /// it can only show a range narrower than it is.
    fn maximise(&mut self, unknown: usize, sign: f64) {
        let mut gain = vec![0.0; 2 * self.unknowns];
        (gain[unknown], gain[self.unknowns + unknown]) = (sign, -sign);
        for (row, variable) in self.rows.iter().zip(&self.basis) {
            let worth = match *variable {
                at if at == unknown => sign,
                at if at == self.unknowns + unknown => -sign,
                _ => continue,
            };
            gain.iter_mut().zip(row).for_each(|(gain, part)| *gain -= worth * part);
        }
        for _ in 0..50 * (self.rows.len() + 10) {
            // The first that gains, and the first of the rows that stop it, keep the walk from going in circles.
            let gains = |at: &usize| if self.at_limit[*at] { gain[*at] < -NEAR } else { gain[*at] > NEAR };
            let Some(entering) = (0..2 * self.unknowns).find(|at| !self.in_basis[*at] && gains(at)) else { return };
            self.step(entering, &mut gain);
        }
    }

    /// Moves one variable from its edge as far as the others allow.
    fn step(&mut self, entering: usize, gain: &mut [f64]) {
        let direction = if self.at_limit[entering] { -1.0 } else { 1.0 };
        let (mut most, mut stopped): (f64, Option<(usize, bool)>) = (self.limits[entering], None);
        for (at, row) in self.rows.iter().enumerate() {
            let falls = direction * row[entering];
            let room = match falls {
                f if f > NEAR => self.values[at] / f,
                f if f < -NEAR => (self.limits[self.basis[at]] - self.values[at]) / -f,
                _ => continue,
            };
            let sooner = room < most - NEAR;
            let first = room < most + NEAR && stopped.is_some_and(|(other, _)| self.basis[at] < self.basis[other]);
            if sooner || first || (stopped.is_none() && room <= most) {
                (most, stopped) = (room.max(0.0), Some((at, falls < 0.0)));
            }
        }
        for (value, row) in self.values.iter_mut().zip(&self.rows) {
            *value -= direction * row[entering] * most;
        }
        match stopped {
            None => self.at_limit[entering] = !self.at_limit[entering],
            Some((at, up)) => {
                let start = if self.at_limit[entering] { self.limits[entering] } else { 0.0 };
                let leaving = self.basis[at];
                (self.at_limit[leaving], self.in_basis[leaving]) = (up, false);
                (self.at_limit[entering], self.in_basis[entering]) = (false, true);
                self.pivot(at, entering, gain);
                (self.basis[at], self.values[at]) = (entering, start + direction * most);
            }
        }
    }

    /// Solves the row for the variable that enters, and puts it into all others.
    fn pivot(&mut self, at: usize, entering: usize, gain: &mut [f64]) {
        let mut row = std::mem::take(&mut self.rows[at]);
        let factor = row[entering];
        row.iter_mut().for_each(|part| *part /= factor);
        let filled: Vec<usize> = (0..row.len()).filter(|at| row[*at] != 0.0).collect();
        let without = |other: &mut [f64]| {
            let factor = other[entering];
            if factor != 0.0 {
                filled.iter().for_each(|at| other[*at] -= factor * row[*at]);
            }
        };
        self.rows.iter_mut().filter(|other| !other.is_empty()).for_each(|other| without(other));
        without(gain);
        self.rows[at] = row;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_one_unknown_gives_it_away() {
        let mut system = System::default();
        let only = system.unknown(3.0, 5.0);
        system.equation(vec![(only, 1.0)]);
        assert_eq!(system.narrow(&[only], 1.0), [only]);
    }

    #[test]
    fn a_square_moves_together() {
        let mut system = System::default();
        let cells: Vec<usize> = (0..4).map(|_| system.unknown(4.0, 4.0)).collect();
        for pair in [[0, 1], [2, 3], [0, 2], [1, 3]] {
            system.equation(pair.map(|at| (cells[at], 1.0)).to_vec());
        }
        assert!(system.narrow(&cells, 8.0).is_empty());
        assert_eq!(system.narrow(&cells, 8.5), cells);
    }

    #[test]
    fn lines_are_solved_together() {
        // a + b, b + c and a + c are known: so is each of them, though each line has two unknowns.
        let mut system = System::default();
        let cells: Vec<usize> = (0..3).map(|_| system.unknown(9.0, 9.0)).collect();
        for pair in [[0, 1], [1, 2], [0, 2]] {
            system.equation(pair.map(|at| (cells[at], 1.0)).to_vec());
        }
        assert_eq!(system.narrow(&cells, 1.0), cells);
    }
}
