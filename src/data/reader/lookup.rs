//! Texts that repeat: a table of what each stands for, found by the bytes of a cell without copying them.

/// Where a text is kept that is longer than its key.
#[derive(Clone, Copy, Default)]
struct Slot {
    key: u128,
    /// One more than the length of the text; 0 for a free slot.
    length: u32,
    /// Where a long text is kept.
    at: u32,
    value: u32,
}

/// Open addressing; texts of up to sixteen bytes are their own key.
pub(super) struct Lookup {
    slots: Vec<Slot>,
    used: usize,
    kept: Vec<u8>,
}

const SHORT: usize = 16;

impl Lookup {
    pub(super) fn new() -> Lookup {
        Lookup { slots: vec![Slot::default(); 1024], used: 0, kept: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.used
    }

    /// What the text `bytes[start..end]` stands for; sixteen bytes must follow its start. A new one is given its value by `miss`.
    pub(super) fn get(&mut self, bytes: &[u8], start: usize, end: usize, miss: impl FnOnce(&[u8]) -> u32) -> u32 {
        let length = end - start;
        let key = match bytes.get(start..start + SHORT).and_then(|window| <[u8; SHORT]>::try_from(window).ok()) {
            Some(window) if length <= SHORT => u128::from_le_bytes(window) & mask(length),
            _ => long_key(&bytes[start..end]),
        };
        let marked = length as u32 + 1;
        let last = self.slots.len() - 1;
        let mut at = spread(key, marked) & last;
        loop {
            let slot = self.slots[at];
            if slot.length == 0 {
                break;
            }
            if slot.key == key && slot.length == marked && (length <= SHORT || self.kept_at(slot) == &bytes[start..end]) {
                return slot.value;
            }
            at = (at + 1) & last;
        }
        let text = &bytes[start..end];
        let value = miss(text);
        let kept = self.kept.len() as u32;
        if length > SHORT {
            self.kept.extend_from_slice(text);
        }
        self.slots[at] = Slot { key, length: marked, at: kept, value };
        self.used += 1;
        if self.used * 2 > self.slots.len() {
            self.grow();
        }
        value
    }

    fn kept_at(&self, slot: Slot) -> &[u8] {
        let at = slot.at as usize;
        self.kept.get(at..at + slot.length as usize - 1).unwrap_or_default()
    }

    fn grow(&mut self) {
        let larger = vec![Slot::default(); self.slots.len() * 4];
        let last = larger.len() - 1;
        for slot in std::mem::replace(&mut self.slots, larger).into_iter().filter(|slot| slot.length > 0) {
            let mut at = spread(slot.key, slot.length) & last;
            while self.slots[at].length > 0 {
                at = (at + 1) & last;
            }
            self.slots[at] = slot;
        }
    }
}

fn mask(length: usize) -> u128 {
    if length >= SHORT { u128::MAX } else { (1 << (8 * length)) - 1 }
}

fn spread(key: u128, length: u32) -> usize {
    let (low, high) = (key as u64, (key >> 64) as u64);
    let product = u128::from(low ^ 0x9e37_79b9_7f4a_7c15) * u128::from(high ^ 0xd1b5_4a32_d192_ed03 ^ u64::from(length));
    (product as u64 ^ (product >> 64) as u64) as usize
}

/// A key of 128 bits for a long text. Equal keys are compared byte by byte afterwards.
fn long_key(text: &[u8]) -> u128 {
    let mut key = text.len() as u128;
    for part in text.chunks(8) {
        let mut word = [0; 8];
        word[..part.len()].copy_from_slice(part);
        key =
            (key ^ u128::from(u64::from_le_bytes(word))).wrapping_mul(0x2d35_8dcc_aa6c_78a5_8bb8_4b93_962e_acc9).rotate_left(41);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn each_text_has_one_value() {
        let texts: Vec<String> = (0..5000).map(|n| format!("{}{}", n % 977, "x".repeat(n % 40))).collect();
        let (mut lookup, mut expected) = (Lookup::new(), HashMap::new());
        for text in &texts {
            let bytes = [text.as_bytes(), &[b'!'; 16]].concat();
            let next = expected.len() as u32;
            let known = *expected.entry(text.clone()).or_insert(next);
            assert_eq!(lookup.get(&bytes, 0, text.len(), |_| next), known, "{text}");
        }
        assert_eq!(lookup.len(), expected.len());
    }
}
