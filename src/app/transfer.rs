//! Takes everything out of a database, and brings it back.

use std::path::Path;

use crate::app::refusal::Refusal;
use crate::app::upkeep::hold;
use crate::app::{Context, Failure};
use crate::store::{Manifest, Store, TableRows};
use crate::view::transfer::{TableRecord, TransferDocument};

/// Writes everything to a folder: a file of JSON lines for each table, and a manifest.
///
/// # Errors
/// There is no database, the folder has files in it and is not to be replaced, or it cannot be written.
pub fn export(context: &Context, folder: &Path, replace: bool) -> Result<TransferDocument, Failure> {
    // Opened for writing once, so that an older database is brought up to date.
    drop(context.existing_store()?);
    let unwritable = |reason: String| Refusal::Unwritable { path: folder.to_owned(), reason };
    std::fs::create_dir_all(folder).map_err(|e| unwritable(e.to_string()))?;
    let mut inside = std::fs::read_dir(folder).map_err(|e| unwritable(e.to_string()))?;
    if inside.next().is_some() && !replace {
        return Err(unwritable("there are files in it".to_owned()).into());
    }
    let manifest = Store::open_reader(&context.db)?.export(folder)?;
    Ok(document(context, folder, manifest))
}

/// Makes the database of an export; it must not exist yet, or have nothing in it.
///
/// # Errors
/// A file of the export cannot be read, a service works on the database, or there is something in it.
pub fn import(context: &Context, folder: &Path) -> Result<TransferDocument, Failure> {
    let _hold = hold(context)?;
    let manifest = Store::import(folder, &context.db)?;
    Ok(document(context, folder, manifest))
}

fn document(context: &Context, folder: &Path, manifest: Manifest) -> TransferDocument {
    let record = |TableRows { name, rows }| TableRecord { table: name, rows };
    TransferDocument {
        db: context.db.display().to_string(),
        folder: folder.display().to_string(),
        version: manifest.version,
        tables: manifest.tables.into_iter().map(record).collect(),
    }
}
