//! One process of the library, and the reading of the library's text.

use toml_edit::{Item, TableLike};

use crate::error::{Error, Kind};

/// A mediated or negotiated process, in features that can be compared, with how it ended in words.
#[derive(Clone, PartialEq, Debug)]
pub struct Process {
    pub id: String,
    pub name: String,
    /// Year and month in which talks or mediation began.
    pub began: (u16, u8),
    /// Year and month of the main agreement.
    pub agreed: Option<(u16, u8)>,
    pub kind: String,
    pub parties: Vec<String>,
    pub mediator: String,
    pub mediator_kind: String,
    pub leverage: String,
    pub issues: Vec<String>,
    pub war: String,
    pub power: String,
    pub guarantee: String,
    pub sequence: String,
    pub result: Result,
    pub held: String,
    pub failed: String,
    pub sources: Vec<String>,
}

/// What became of the agreement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Result {
    /// Its core stood for ten years or stands today.
    Held,
    Partly,
    Failed,
    /// Nothing was signed.
    None,
    /// Signed too lately to tell.
    Young,
}

impl Result {
    pub fn name(self) -> &'static str {
        match self {
            Result::Held => "held",
            Result::Partly => "partly held",
            Result::Failed => "failed",
            Result::None => "no agreement",
            Result::Young => "too young to tell",
        }
    }
}

impl Process {
    /// Months from the start to the agreement.
    pub fn months(&self) -> Option<u32> {
        let count = |(year, month): (u16, u8)| 12 * u32::from(year) + u32::from(month);
        self.agreed.map(|agreed| count(agreed).saturating_sub(count(self.began)))
    }

    /// A feature with one value, by its name.
    pub fn feature(&self, name: &str) -> &str {
        match name {
            "kind" => &self.kind,
            "mediator" => &self.mediator_kind,
            "leverage" => &self.leverage,
            "war" => &self.war,
            "power" => &self.power,
            "guarantee" => &self.guarantee,
            "sequence" => &self.sequence,
            _ => "",
        }
    }
}

/// Reads a library; the first thing that is wrong comes back with its process.
pub fn read(text: &str) -> std::result::Result<Vec<Process>, Error> {
    let wrong = |place: String, cause: String| {
        Error::new(Kind::Resource, "reading the library of precedents").at(place).because(cause)
    };
    let document =
        toml_edit::Document::parse(text).map_err(|e| wrong("the text".to_owned(), e.message().trim().to_owned()))?;
    let mut out: Vec<Process> = Vec::new();
    let list = document.as_table().get("process").and_then(Item::as_array_of_tables);
    for table in list.into_iter().flat_map(|l| l.iter()) {
        let table: &dyn TableLike = table;
        let id = table.get("id").and_then(Item::as_str).unwrap_or("").to_owned();
        let text = |key: &str| -> std::result::Result<String, Error> {
            let found = table.get(key).and_then(Item::as_str).map(str::to_owned);
            found.ok_or_else(|| wrong(id.clone(), format!("`{key}` is missing or no text")))
        };
        let texts = |key: &str| -> std::result::Result<Vec<String>, Error> {
            let list = table.get(key).and_then(Item::as_array);
            let list = list.map(|l| l.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect::<Vec<_>>());
            list.filter(|l| !l.is_empty()).ok_or_else(|| wrong(id.clone(), format!("`{key}` is missing or empty")))
        };
        let month = |key: &str| -> std::result::Result<Option<(u16, u8)>, Error> {
            let value = text(key)?;
            if value.is_empty() {
                return Ok(None);
            }
            let parts = value.split_once('-').and_then(|(y, m)| Some((y.parse().ok()?, m.parse().ok()?)));
            parts
                .filter(|(_, m): &(u16, u8)| (1..=12).contains(m))
                .map(Some)
                .ok_or_else(|| wrong(id.clone(), format!("`{key}` is no year and month: {value}")))
        };
        let result = match text("result")?.as_str() {
            "held" => Result::Held,
            "partly" => Result::Partly,
            "failed" => Result::Failed,
            "none" => Result::None,
            "young" => Result::Young,
            other => return Err(wrong(id, format!("no result is called `{other}`"))),
        };
        if id.is_empty() || out.iter().any(|p| p.id == id) {
            return Err(wrong(id, "the id is empty or there twice".to_owned()));
        }
        let process = Process {
            name: text("name")?,
            began: month("began")?.ok_or_else(|| wrong(id.clone(), "`began` is empty".to_owned()))?,
            agreed: month("agreed")?,
            kind: text("kind")?,
            parties: texts("parties")?,
            mediator: text("mediator")?,
            mediator_kind: text("mediator_kind")?,
            leverage: text("leverage")?,
            issues: texts("issues")?,
            war: text("war")?,
            power: text("power")?,
            guarantee: text("guarantee")?,
            sequence: text("sequence")?,
            result,
            held: text("held")?,
            failed: text("failed")?,
            sources: texts("sources")?,
            id: id.clone(),
        };
        if process.agreed.is_none() != (process.result == Result::None) {
            return Err(wrong(id, "`agreed` and `result` disagree".to_owned()));
        }
        out.push(process);
    }
    Ok(out)
}
