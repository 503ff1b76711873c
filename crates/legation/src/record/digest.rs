//! Digests of rows: the same content gives the same id on every machine.

/// Feeds typed values, each with its length, so that no two lists of values collide.
pub(super) struct Digest(blake3::Hasher);

impl Digest {
    pub fn of(what: &str) -> Digest {
        let mut digest = Digest(blake3::Hasher::new());
        digest.text(what);
        digest
    }

    pub fn text(&mut self, value: &str) -> &mut Digest {
        self.0.update(b"t");
        self.0.update(&(value.len() as u64).to_le_bytes());
        self.0.update(value.as_bytes());
        self
    }

    pub fn optional(&mut self, value: Option<&str>) -> &mut Digest {
        match value {
            Some(value) => self.text(value),
            None => {
                self.0.update(b"n");
                self
            }
        }
    }

    pub fn integer(&mut self, value: i64) -> &mut Digest {
        self.0.update(b"i");
        self.0.update(&value.to_le_bytes());
        self
    }

    pub fn count(&mut self, value: Option<u32>) -> &mut Digest {
        self.integer(value.map_or(-1, i64::from))
    }

    /// The bits of a float; every not-a-number is one.
    pub fn real(&mut self, value: Option<f64>) -> &mut Digest {
        let Some(value) = value else {
            self.0.update(b"n");
            return self;
        };
        self.0.update(b"r");
        let value = if value == 0.0 { 0.0 } else { value };
        self.0.update(&value.to_le_bytes());
        self
    }

    /// Eighty bits behind a letter, as the ids of `code` are written.
    pub fn id(&self, letter: char) -> String {
        format!("{letter}{}", &self.0.finalize().to_hex()[..20])
    }
}

/// A float of a reading with the digits it was written with: 0.85 as 0.85.
pub(super) fn number(value: f32) -> f64 {
    (f64::from(value) * 10_000.0).round() / 10_000.0
}
