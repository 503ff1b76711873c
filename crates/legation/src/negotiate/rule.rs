//! How an issue is decided.

/// Who must agree before something new holds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Rule {
    /// Everybody with a stake must agree.
    Consent,
    /// Parties with at least this share of all votes must agree.
    Majority { share: f64 },
    /// The chair proposes; a simple majority of votes must agree.
    Chair,
}

impl Rule {
    /// The share of votes that a proposal needs.
    pub fn share(self) -> f64 {
        match self {
            Rule::Consent => 1.0,
            Rule::Majority { share } => share,
            // More than half: the smallest share above it that votes can have is decided when counted.
            Rule::Chair => 0.5,
        }
    }

    pub fn name(self) -> String {
        match self {
            Rule::Consent => "consent of all".to_owned(),
            Rule::Majority { share } => format!("{:.1} % of the votes", 100.0 * share),
            Rule::Chair => "the chair proposes, more than half agree".to_owned(),
        }
    }
}
