//! What a page's function gives: rows or one value, turned into bytes of a shape.

use legation::present::answer::Answer;
use legation::record::question::Page;
use serde_json::{Map, Value, json};

use crate::ask::{Ask, Shape, encode};
use crate::problem::Problem;

/// The data of a page, before it has a shape.
pub enum Data {
    /// A list with its next page; cells are for spreadsheets.
    Rows { rows: Vec<Value>, cells: Vec<Vec<(&'static str, String)>>, next: Option<String> },
    /// One thing.
    One(Value),
    /// A table or graph whose bytes are done.
    Table { bytes: Vec<u8>, next: Option<String> },
}

impl Data {
    /// A page of an engine's question.
    pub fn page<T: Answer>(page: &Page<T>) -> Data {
        Data::Rows {
            rows: page.rows.iter().map(Answer::json).collect(),
            cells: page.rows.iter().map(Answer::cells).collect(),
            next: page.next.clone(),
        }
    }

    /// A list that is whole.
    pub fn list<T: Answer>(rows: &[T]) -> Data {
        Data::Rows {
            rows: rows.iter().map(Answer::json).collect(),
            cells: rows.iter().map(Answer::cells).collect(),
            next: None,
        }
    }
}

/// The bytes of an answer, and the address of the next page.
pub(crate) fn shaped(data: Data, shape: Shape, path: &str, ask: &Ask) -> Result<(Vec<u8>, Option<String>), Problem> {
    match (data, shape) {
        (Data::Table { bytes, next }, _) => Ok((bytes, next.map(|n| address(path, shape, ask, &n)))),
        (Data::One(value), _) => Ok((bytes(&value), None)),
        (Data::Rows { cells, next, .. }, Shape::Csv) => Ok((csv(&cells)?, next.map(|n| address(path, shape, ask, &n)))),
        (Data::Rows { rows, next, .. }, _) => {
            let link = next.as_ref().map(|n| address(path, shape, ask, n));
            let asked: Map<String, Value> =
                ask.parameters.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
            let value = json!({ "query": asked, "rows": rows, "next": next, "links": { "next": link } });
            Ok((bytes(&value), link))
        }
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    let mut bytes = value.to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

fn address(path: &str, shape: Shape, ask: &Ask, next: &str) -> String {
    let path: Vec<String> = path.split('/').map(encode).collect();
    format!("{}.{}?{}", path.join("/"), shape.extension(), ask.query("after", Some(("after", next))))
}

/// RFC 4180 with a header; formulas are disarmed.
fn csv(rows: &[Vec<(&'static str, String)>]) -> Result<Vec<u8>, Problem> {
    let failed = |_| Problem::new(hyper::StatusCode::INTERNAL_SERVER_ERROR, "the table cannot be written");
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for (n, cells) in rows.iter().enumerate() {
        if n == 0 {
            writer.write_record(cells.iter().map(|c| c.0)).map_err(failed)?;
        }
        let harmless = cells.iter().map(|(_, value)| {
            let formula = value.starts_with(['=', '+', '@', '\t', '\r'])
                || value.starts_with('-') && value.parse::<f64>().is_err();
            if formula { format!("'{value}") } else { value.clone() }
        });
        writer.write_record(harmless).map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|_| Problem::new(hyper::StatusCode::INTERNAL_SERVER_ERROR, "the table cannot be written"))
}
