//! Event lines as a Parquet file that R, Python, Spark and DuckDB read as it is.
//!
//! What comes in: [`EventLine`]s, one after the other. What goes out: one file, zstd-compressed,
//! with the columns of [`schema`] and key-value metadata that says which codebook, coder and data
//! made it.
//!
//! A crate of its own because Arrow is heavy and the engine's tests do not need it.

mod columns;

use std::io::Write;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, Schema};
use legation::present::line::EventLine;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::Result;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use columns::Columns;

/// Rows that are held before they are encoded.
const BATCH: usize = 2_048;
/// Rows of a row group: small enough to hold in memory, large enough to compress well.
const ROW_GROUP: usize = 32_768;

/// Writes event lines into one Parquet file.
///
/// ```
/// # fn main() -> Result<(), parquet::errors::ParquetError> {
/// let mut file = Vec::new();
/// let writer = legation_parquet::EventWriter::new(&mut file, &[("codebook", "plover-2.0+legation.1")])?;
/// writer.finish()?;
/// assert!(file.starts_with(b"PAR1"));
/// # Ok(())
/// # }
/// ```
pub struct EventWriter<W: Write + Send> {
    writer: ArrowWriter<W>,
    columns: Columns,
}

impl<W: Write + Send> EventWriter<W> {
    /// Starts a file; `metadata` goes into its footer, in the order given.
    pub fn new(out: W, metadata: &[(&str, &str)]) -> Result<EventWriter<W>> {
        let pairs = metadata.iter().map(|(key, value)| KeyValue::new((*key).to_owned(), (*value).to_owned())).collect();
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .set_key_value_metadata(Some(pairs))
            .set_created_by(format!("legation {}", legation::VERSION))
            .build();
        let writer = ArrowWriter::try_new(out, Arc::new(schema()), Some(properties))?;
        Ok(EventWriter { writer, columns: Columns::default() })
    }

    /// Adds one event.
    pub fn write(&mut self, line: EventLine) -> Result<()> {
        self.columns.push(line);
        if self.columns.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    /// Writes what is held, and the footer.
    pub fn finish(mut self) -> Result<()> {
        self.flush()?;
        self.writer.close().map(|_| ())
    }

    fn flush(&mut self) -> Result<()> {
        let batch = self.columns.take(Arc::new(schema()))?;
        self.writer.write(&batch)
    }
}

/// The columns of an event file.
///
/// Spans are `{start, end, text}`: half-open UTF-8 byte offsets into the article's text, and the
/// words. Dates are days; scores run from −10 to +10; coordinates are degrees.
pub fn schema() -> Schema {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let optional = |name: &str| Field::new(name, DataType::Utf8, true);
    let texts =
        |name: &str| Field::new(name, DataType::List(Arc::new(Field::new("item", DataType::Utf8, true))), false);
    let day = |name: &str| Field::new(name, DataType::Date32, true);
    let double = |name: &str| Field::new(name, DataType::Float64, true);
    let count = |name: &str| Field::new(name, DataType::UInt32, true);
    let span = |name: &str| Field::new(name, DataType::Struct(span_fields()), false);
    let roles = |name: &str| {
        let item = Field::new("item", DataType::Struct(role_fields()), true);
        Field::new(name, DataType::List(Arc::new(item)), false)
    };
    Schema::new(vec![
        text("article_id"),
        text("event_id"),
        text("event_type"),
        texts("modes"),
        texts("contexts"),
        text("status"),
        text("certainty"),
        roles("actors"),
        roles("recipients"),
        optional("place_name"),
        optional("place_entity"),
        optional("place_country"),
        optional("place_precision"),
        double("place_latitude"),
        double("place_longitude"),
        day("event_date"),
        day("event_end_date"),
        text("date_precision"),
        text("date_basis"),
        Field::new("quad", DataType::UInt8, false),
        Field::new("score", DataType::Float64, false),
        text("cameo"),
        double("goldstein"),
        count("dead"),
        count("injured"),
        count("arrested"),
        count("crowd"),
        Field::new("confidence", DataType::Float64, false),
        double("confidence_event_type"),
        double("confidence_actors"),
        double("confidence_recipients"),
        double("confidence_status"),
        double("confidence_date"),
        double("confidence_place"),
        optional("claim"),
        span("trigger"),
        span("sentence"),
        text("reason"),
        text("codebook"),
        text("version"),
        optional("article_digest"),
        optional("url"),
        optional("title"),
        optional("publisher"),
        day("published"),
        optional("language"),
        count("sentence_number"),
    ])
}

fn span_fields() -> Fields {
    Fields::from(vec![
        Field::new("start", DataType::UInt32, false),
        Field::new("end", DataType::UInt32, false),
        Field::new("text", DataType::Utf8, false),
    ])
}

fn role_fields() -> Fields {
    Fields::from(vec![
        Field::new("entity", DataType::Utf8, true),
        Field::new("name", DataType::Utf8, false),
        Field::new("country", DataType::Utf8, true),
        Field::new("sector", DataType::Utf8, true),
        Field::new("title", DataType::Utf8, true),
        Field::new("qid", DataType::Utf8, true),
        Field::new("start", DataType::UInt32, false),
        Field::new("end", DataType::UInt32, false),
        Field::new("text", DataType::Utf8, false),
    ])
}
