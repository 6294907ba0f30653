//! Parquet panels, where the build has them: the same surface either way.

#[cfg(feature = "parquet")]
pub(super) use enabled::read;

#[cfg(not(feature = "parquet"))]
pub(super) use disabled::read;

#[cfg(feature = "parquet")]
mod enabled {
    use std::path::Path;

    use chrono::NaiveDate;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use crate::study::PanelBuilder;
    use crate::table::panel::PanelError;
    use crate::table::panel::table::{Layout, PanelFile, PanelOptions, stem};
    use crate::table::panel::when::{Stamp, parse_stamp};

    pub(in crate::table::panel) fn read(
        path: &Path,
        options: &PanelOptions,
        into: &mut PanelBuilder,
        found: &mut PanelFile,
    ) -> Result<(), PanelError> {
        let file = path.display().to_string();
        let broken =
            |e: &dyn std::fmt::Display| PanelError::NoTable { file: file.clone(), reason: e.to_string() };
        let handle = std::fs::File::open(path)
            .map_err(|source| PanelError::Unreadable { file: file.clone(), source })?;
        let reader = SerializedFileReader::new(handle).map_err(|e| broken(&e))?;
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let header: Vec<String> = schema.columns().iter().map(|c| c.name().to_owned()).collect();
        let layout = Layout::of(&header, options, &file)?;
        let date_at = layout.as_ref().map_or(0, |layout| layout.date);
        let own = stem(path);
        for (line, row) in (1u64..).zip(reader.get_row_iter(None).map_err(|e| broken(&e))?) {
            let row = row.map_err(|e| broken(&e))?;
            let fields: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
            let stamp = stamp(fields[date_at]).ok_or_else(|| PanelError::Field {
                file: file.clone(),
                line,
                column: header[date_at].clone(),
                value: fields[date_at].to_string(),
                wanted: "a date",
            })?;
            found.intraday |= stamp.has_time();
            found.rows += 1;
            if let Some(layout) = &layout {
                let symbol = layout.symbol.map_or_else(|| own.clone(), |at| text(fields[at]));
                into.push(&symbol, stamp.number(), number(fields[layout.value]));
            } else {
                for (at, name) in header.iter().enumerate().filter(|(at, _)| *at != date_at) {
                    into.push(name, stamp.number(), number(fields[at]));
                }
            }
        }
        found.note_column(layout.as_ref().map_or("one per symbol", |layout| &layout.value_name));
        Ok(())
    }

    fn text(field: &Field) -> String {
        match field {
            Field::Str(text) => text.clone(),
            other => other.to_string(),
        }
    }

    fn number(field: &Field) -> f64 {
        match field {
            Field::Double(value) => *value,
            Field::Float(value) => f64::from(*value),
            Field::Int(value) => f64::from(*value),
            #[allow(clippy::cast_precision_loss)] // prices in whole units are far below 2^52
            Field::Long(value) => *value as f64,
            other => other.to_string().parse().unwrap_or(f64::NAN),
        }
    }

    fn stamp(field: &Field) -> Option<Stamp> {
        let instant = |seconds: i64| Some(Stamp::Instant(seconds));
        match field {
            Field::Date(days) => NaiveDate::from_epoch_days(*days).map(Stamp::Date),
            Field::TimestampMillis(millis) => instant(millis.div_euclid(1_000)),
            Field::TimestampMicros(micros) => instant(micros.div_euclid(1_000_000)),
            Field::Str(text) => parse_stamp(text),
            _ => None,
        }
    }
}

#[cfg(not(feature = "parquet"))]
mod disabled {
    use std::path::Path;

    use crate::study::PanelBuilder;
    use crate::table::panel::PanelError;
    use crate::table::panel::table::{PanelFile, PanelOptions};

    pub(in crate::table::panel) fn read(
        path: &Path,
        _options: &PanelOptions,
        _into: &mut PanelBuilder,
        _found: &mut PanelFile,
    ) -> Result<(), PanelError> {
        Err(PanelError::NoTable {
            file: path.display().to_string(),
            reason: "this build reads no Parquet (feature parquet)".to_owned(),
        })
    }
}
