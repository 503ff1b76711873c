//! The shapes in which `legation code` writes events.

use std::io::{BufRead, Write};
use std::path::Path;

use legation::code::CODEBOOK;
use legation::present::line::EventLine;
use legation::present::{csv, icews, plover_json, polecat};
use legation_parquet::EventWriter;

use crate::run::Trouble;

/// A shape of output.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Format {
    /// One event a line, by the schema that `legation schema event` prints
    Jsonl,
    /// PLOVER's own JSON, one event a line
    PloverJson,
    /// One row an event, lists joined with "; "
    Csv,
    /// Apache Parquet, zstd, lists and structs as such
    Parquet,
    /// POLECAT's forty columns, tabs between; only what happened
    Polecat,
    /// ICEWS's twenty columns, a row a pair; only what happened
    Icews,
}

impl Format {
    /// The format that a file's name asks for.
    pub fn of_path(path: &Path) -> Option<Format> {
        Some(match path.extension()?.to_str()? {
            "jsonl" | "ndjson" => Format::Jsonl,
            "csv" => Format::Csv,
            "parquet" => Format::Parquet,
            "tsv" | "txt" => Format::Polecat,
            "tab" => Format::Icews,
            _ => return None,
        })
    }
}

/// Takes event lines and writes them in one shape.
pub(crate) enum Sink<W: Write + Send> {
    Jsonl(W),
    PloverJson(W),
    Csv(Box<::csv::Writer<W>>),
    Parquet(Box<EventWriter<W>>),
    Polecat(W),
    Icews(W),
}

impl<W: Write + Send> Sink<W> {
    pub fn new(format: Format, mut out: W) -> Result<Sink<W>, Trouble> {
        Ok(match format {
            Format::Jsonl => Sink::Jsonl(out),
            Format::PloverJson => Sink::PloverJson(out),
            Format::Csv => {
                let mut writer = ::csv::Writer::from_writer(out);
                writer.write_record(csv::COLUMNS).map_err(of_csv)?;
                Sink::Csv(Box::new(writer))
            }
            Format::Parquet => {
                let digest = legation::data_digest();
                let metadata = [
                    ("codebook", CODEBOOK),
                    ("coder", "legation"),
                    ("version", legation::VERSION),
                    ("data_blake3", digest.as_str()),
                ];
                Sink::Parquet(Box::new(EventWriter::new(out, &metadata).map_err(of_parquet)?))
            }
            Format::Polecat => {
                writeln!(out, "{}", polecat::COLUMNS.join("\t"))?;
                Sink::Polecat(out)
            }
            Format::Icews => {
                writeln!(out, "{}", icews::COLUMNS.join("\t"))?;
                Sink::Icews(out)
            }
        })
    }

    /// Writes event lines as they stand in a buffer, one JSON object a line.
    pub fn write(&mut self, lines: &[u8]) -> Result<(), Trouble> {
        if let Sink::Jsonl(out) = self {
            return Ok(out.write_all(lines)?);
        }
        for line in lines.split(|b| *b == b'\n').filter(|l| !l.is_empty()) {
            let line: EventLine = serde_json::from_slice(line).map_err(std::io::Error::from)?;
            match self {
                Sink::Jsonl(_) => {}
                Sink::PloverJson(out) => {
                    if let Some(object) = plover_json::object(&line) {
                        writeln!(out, "{object}")?;
                    }
                }
                Sink::Csv(writer) => writer.write_record(csv::cells(&line)).map_err(of_csv)?,
                Sink::Parquet(writer) => writer.write(line).map_err(of_parquet)?,
                Sink::Polecat(out) => {
                    if let Some(cells) = polecat::cells(&line) {
                        writeln!(out, "{}", cells.join("\t"))?;
                    }
                }
                Sink::Icews(out) => {
                    for row in icews::rows(&line) {
                        writeln!(out, "{}", row.join("\t"))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes everything that lies in a file of event lines.
    pub fn write_all(&mut self, lines: &mut impl BufRead) -> Result<(), Trouble> {
        let mut line = Vec::new();
        loop {
            line.clear();
            if lines.read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            self.write(&line)?;
        }
    }

    pub fn finish(self) -> Result<(), Trouble> {
        match self {
            Sink::Jsonl(mut out) | Sink::PloverJson(mut out) | Sink::Polecat(mut out) | Sink::Icews(mut out) => {
                out.flush()?;
            }
            Sink::Csv(mut writer) => writer.flush()?,
            Sink::Parquet(writer) => writer.finish().map_err(of_parquet)?,
        }
        Ok(())
    }
}

fn of_csv(error: ::csv::Error) -> Trouble {
    Trouble::Output(std::io::Error::other(error))
}

fn of_parquet(error: impl std::error::Error + Send + Sync + 'static) -> Trouble {
    Trouble::Output(std::io::Error::other(error))
}
