//! Lines turned into Arrow arrays, column by column, in the order of the schema.

use std::sync::Arc;

use arrow_array::builder::{
    Date32Builder, Float64Builder, ListBuilder, StringBuilder, StructBuilder, UInt8Builder, UInt32Builder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::Schema;
use legation::present::line::{EventLine, RoleLine, SpanLine};
use legation::time::Date;
use parquet::errors::Result;

use crate::{role_fields, span_fields};

/// The rows of the batch that is filling.
#[derive(Default)]
pub(crate) struct Columns {
    lines: Vec<EventLine>,
}

impl Columns {
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    pub(crate) fn push(&mut self, line: EventLine) {
        self.lines.push(line);
    }

    /// The batch of what was pushed; the next one starts empty.
    pub(crate) fn take(&mut self, schema: Arc<Schema>) -> Result<RecordBatch> {
        let lines = std::mem::take(&mut self.lines);
        let article = |l: &EventLine| l.article.clone().unwrap_or_default();
        let arrays: Vec<ArrayRef> = vec![
            text(&lines, |l| &l.article_id),
            text(&lines, |l| &l.event_id),
            text(&lines, |l| &l.event_type),
            texts(&lines, |l| &l.modes),
            texts(&lines, |l| &l.contexts),
            text(&lines, |l| &l.status),
            text(&lines, |l| &l.certainty),
            roles(&lines, |l| &l.actors),
            roles(&lines, |l| &l.recipients),
            optional(&lines, |l| l.place.as_ref().map(|p| p.name.clone())),
            optional(&lines, |l| l.place.as_ref().and_then(|p| p.entity.clone())),
            optional(&lines, |l| l.place.as_ref().and_then(|p| p.country.clone())),
            optional(&lines, |l| l.place.as_ref().map(|p| p.precision.clone())),
            double(&lines, |l| l.place.as_ref().and_then(|p| p.latitude)),
            double(&lines, |l| l.place.as_ref().and_then(|p| p.longitude)),
            day(&lines, |l| l.event_date.clone()),
            day(&lines, |l| l.event_end_date.clone()),
            text(&lines, |l| &l.date_precision),
            text(&lines, |l| &l.date_basis),
            small(&lines, |l| l.quad),
            double(&lines, |l| Some(l.score)),
            text(&lines, |l| &l.cameo),
            double(&lines, |l| l.goldstein),
            count(&lines, |l| l.size.dead),
            count(&lines, |l| l.size.injured),
            count(&lines, |l| l.size.arrested),
            count(&lines, |l| l.size.crowd),
            double(&lines, |l| Some(l.confidence)),
            sure(&lines, 0),
            sure(&lines, 1),
            sure(&lines, 2),
            sure(&lines, 3),
            sure(&lines, 4),
            sure(&lines, 5),
            optional(&lines, |l| l.claim.clone()),
            span(&lines, |l| &l.spans.trigger),
            span(&lines, |l| &l.spans.sentence),
            text(&lines, |l| &l.reason),
            text(&lines, |l| &l.codebook),
            text(&lines, |l| &l.version),
            optional(&lines, |l| l.article.as_ref().map(|a| a.id.clone())),
            optional(&lines, |l| article(l).url),
            optional(&lines, |l| article(l).title),
            optional(&lines, |l| article(l).publisher),
            day(&lines, |l| article(l).published),
            optional(&lines, |l| article(l).language),
            count(&lines, |l| l.article.as_ref().map(|a| a.sentence_number)),
        ];
        Ok(RecordBatch::try_new(schema, arrays)?)
    }
}

/// The probability of one field, by its place among them.
fn sure(lines: &[EventLine], at: usize) -> ArrayRef {
    double(lines, |l| l.field_confidence.and_then(|f| f.fields()[at].1))
}

fn text(lines: &[EventLine], of: impl Fn(&EventLine) -> &str) -> ArrayRef {
    let mut builder = StringBuilder::new();
    lines.iter().for_each(|l| builder.append_value(of(l)));
    Arc::new(builder.finish())
}

fn optional(lines: &[EventLine], of: impl Fn(&EventLine) -> Option<String>) -> ArrayRef {
    let mut builder = StringBuilder::new();
    lines.iter().for_each(|l| builder.append_option(of(l)));
    Arc::new(builder.finish())
}

fn texts(lines: &[EventLine], of: impl Fn(&EventLine) -> &Vec<String>) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for line in lines {
        of(line).iter().for_each(|value| builder.values().append_value(value));
        builder.append(true);
    }
    Arc::new(builder.finish())
}

fn double(lines: &[EventLine], of: impl Fn(&EventLine) -> Option<f64>) -> ArrayRef {
    let mut builder = Float64Builder::new();
    lines.iter().for_each(|l| builder.append_option(of(l)));
    Arc::new(builder.finish())
}

fn count(lines: &[EventLine], of: impl Fn(&EventLine) -> Option<u32>) -> ArrayRef {
    let mut builder = UInt32Builder::new();
    lines.iter().for_each(|l| builder.append_option(of(l)));
    Arc::new(builder.finish())
}

fn small(lines: &[EventLine], of: impl Fn(&EventLine) -> u8) -> ArrayRef {
    let mut builder = UInt8Builder::new();
    lines.iter().for_each(|l| builder.append_value(of(l)));
    Arc::new(builder.finish())
}

/// Days since 1970-01-01; a text that is no day is missing.
fn day(lines: &[EventLine], of: impl Fn(&EventLine) -> Option<String>) -> ArrayRef {
    let epoch = Date::constant(1970, 1, 1);
    let days = |text: String| -> Option<i32> { Some((text.parse::<Date>().ok()? - epoch).get_days()) };
    let mut builder = Date32Builder::new();
    lines.iter().for_each(|l| builder.append_option(of(l).and_then(days)));
    Arc::new(builder.finish())
}

fn span(lines: &[EventLine], of: impl Fn(&EventLine) -> &SpanLine) -> ArrayRef {
    let mut builder = StructBuilder::from_fields(span_fields(), lines.len());
    for line in lines {
        let span = of(line);
        number_field(&mut builder, 0, span.start);
        number_field(&mut builder, 1, span.end);
        text_field(&mut builder, 2, Some(&span.text));
        builder.append(true);
    }
    Arc::new(builder.finish())
}

fn roles(lines: &[EventLine], of: impl Fn(&EventLine) -> &Vec<RoleLine>) -> ArrayRef {
    let mut builder = ListBuilder::new(StructBuilder::from_fields(role_fields(), 0));
    for line in lines {
        for role in of(line) {
            let fields = builder.values();
            text_field(fields, 0, role.entity.as_deref());
            text_field(fields, 1, Some(&role.name));
            text_field(fields, 2, role.country.as_deref());
            text_field(fields, 3, role.sector.as_deref());
            text_field(fields, 4, role.title.as_deref());
            text_field(fields, 5, role.qid.as_deref());
            number_field(fields, 6, role.span.start);
            number_field(fields, 7, role.span.end);
            text_field(fields, 8, Some(&role.span.text));
            fields.append(true);
        }
        builder.append(true);
    }
    Arc::new(builder.finish())
}

fn text_field(builder: &mut StructBuilder, at: usize, value: Option<&str>) {
    if let Some(field) = builder.field_builder::<StringBuilder>(at) {
        field.append_option(value);
    }
}

fn number_field(builder: &mut StructBuilder, at: usize, value: u32) {
    if let Some(field) = builder.field_builder::<UInt32Builder>(at) {
        field.append_value(value);
    }
}
