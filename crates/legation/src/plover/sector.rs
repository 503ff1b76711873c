//! The twenty-five sectors an actor may belong to.

/// What an actor is within its country.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Sector {
    Agr,
    Bus,
    Cop,
    Crm,
    Cvl,
    Edu,
    Eli,
    Gov,
    Jrn,
    Jud,
    Lab,
    Leg,
    Med,
    Mil,
    Opp,
    Pre,
    Prm,
    Pty,
    Reb,
    Ref,
    Rel,
    Soc,
    Spy,
    Uaf,
    Unk,
}

impl Sector {
    pub const ALL: [Sector; 25] = [
        Sector::Agr,
        Sector::Bus,
        Sector::Cop,
        Sector::Crm,
        Sector::Cvl,
        Sector::Edu,
        Sector::Eli,
        Sector::Gov,
        Sector::Jrn,
        Sector::Jud,
        Sector::Lab,
        Sector::Leg,
        Sector::Med,
        Sector::Mil,
        Sector::Opp,
        Sector::Pre,
        Sector::Prm,
        Sector::Pty,
        Sector::Reb,
        Sector::Ref,
        Sector::Rel,
        Sector::Soc,
        Sector::Spy,
        Sector::Uaf,
        Sector::Unk,
    ];

    /// The three letters PLOVER prints: `GOV`.
    pub fn code(self) -> &'static str {
        match self {
            Sector::Agr => "AGR",
            Sector::Bus => "BUS",
            Sector::Cop => "COP",
            Sector::Crm => "CRM",
            Sector::Cvl => "CVL",
            Sector::Edu => "EDU",
            Sector::Eli => "ELI",
            Sector::Gov => "GOV",
            Sector::Jrn => "JRN",
            Sector::Jud => "JUD",
            Sector::Lab => "LAB",
            Sector::Leg => "LEG",
            Sector::Med => "MED",
            Sector::Mil => "MIL",
            Sector::Opp => "OPP",
            Sector::Pre => "PRE",
            Sector::Prm => "PRM",
            Sector::Pty => "PTY",
            Sector::Reb => "REB",
            Sector::Ref => "REF",
            Sector::Rel => "REL",
            Sector::Soc => "SOC",
            Sector::Spy => "SPY",
            Sector::Uaf => "UAF",
            Sector::Unk => "UNK",
        }
    }

    pub fn from_code(code: &str) -> Option<Sector> {
        Sector::ALL.into_iter().find(|s| s.code() == code)
    }
}
