//! Reads a user's file of instruments (CSV with a header).

use std::collections::HashMap;

use super::additions::{AddedAlias, AddedRelation, Additions, Named};
use super::identifiers::isin_is_valid;
use super::plain::plain_instrument;
use super::{InstrumentId, InstrumentKind, ProviderSymbol, UniverseError};

const COLUMNS: [&str; 12] = [
    "symbol",
    "mic",
    "name",
    "kind",
    "currency",
    "benchmark",
    "isin",
    "cik",
    "sector",
    "yahoo",
    "aliases",
    "related",
];

struct Row<'a> {
    line: u64,
    columns: &'a HashMap<String, usize>,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    fn cell(&self, column: &str) -> Option<&str> {
        let at = *self.columns.get(column)?;
        self.record.get(at).map(str::trim).filter(|c| !c.is_empty())
    }

    fn wrong(&self, column: &str, problem: impl Into<String>) -> UniverseError {
        UniverseError::File { line: self.line, column: column.to_owned(), problem: problem.into() }
    }

    fn parsed<T: std::str::FromStr>(&self, column: &str) -> Result<Option<T>, UniverseError>
    where
        T::Err: std::fmt::Display,
    {
        self.cell(column).map(str::parse).transpose().map_err(|e: T::Err| self.wrong(column, e.to_string()))
    }

    fn list(&self, column: &str) -> impl Iterator<Item = &str> {
        self.cell(column).unwrap_or("").split(';').map(str::trim).filter(|p| !p.is_empty())
    }
}

impl Additions {
    /// Reads a user's file of instruments: CSV with a header.
    ///
    /// ```
    /// use newstape::instrument::{Additions, Universe};
    ///
    /// let file = "symbol,mic,name,aliases\nCDR,XWAR,CD Projekt,CD Projekt Red; Cyberpunk\n";
    /// let additions = Additions::from_csv(file)?;
    /// let universe = Universe::builtin().extended(&additions)?;
    /// assert_eq!(universe.resolve("CDR.WA").unwrap().currency.as_str(), "PLN");
    /// # Ok::<(), newstape::instrument::UniverseError>(())
    /// ```
    ///
    /// Columns, in any order: `symbol`, `mic`, `name` (needed); `kind` (`equity`, `etf`, `index`,
    /// `crypto`, `fx`), `currency`, `benchmark` (`SYMBOL:MIC`; else the venue's), `isin`, `cik`,
    /// `sector`, `yahoo`, `aliases` and `related` (both `;`-separated, the latter `reason=SYMBOL:MIC`). A row
    /// without symbol and venue names an organisation that is not listed.
    ///
    /// # Errors
    /// [`UniverseError::File`] with line, column and value; nothing is taken from a file with an error.
    pub fn from_csv(text: &str) -> Result<Self, UniverseError> {
        read(text)
    }
}

fn read(text: &str) -> Result<Additions, UniverseError> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let columns = header(&mut reader)?;
    let mut additions = Additions::default();
    for record in reader.records() {
        let record = record.map_err(|e| csv_problem(&e))?;
        let line = record.position().map_or(0, csv::Position::line);
        take(&Row { line, columns: &columns, record: &record }, &mut additions)?;
    }
    Ok(additions)
}

fn header(reader: &mut csv::Reader<&[u8]>) -> Result<HashMap<String, usize>, UniverseError> {
    let names = reader.headers().map_err(|e| csv_problem(&e))?;
    let columns: HashMap<String, usize> =
        names.iter().enumerate().map(|(i, name)| (name.to_ascii_lowercase(), i)).collect();
    let problem =
        |column: &str, problem: String| UniverseError::File { line: 1, column: column.to_owned(), problem };
    if let Some(needed) = ["symbol", "mic", "name"].into_iter().find(|c| !columns.contains_key(*c)) {
        return Err(problem(needed, "the header has no such column".to_owned()));
    }
    match columns.keys().find(|c| !COLUMNS.contains(&c.as_str())) {
        Some(unknown) => Err(problem(unknown, format!("is not one of {}", COLUMNS.join(", ")))),
        None => Ok(columns),
    }
}

fn take(row: &Row<'_>, additions: &mut Additions) -> Result<(), UniverseError> {
    let name = row.cell("name").ok_or_else(|| row.wrong("name", "is empty"))?.to_owned();
    let of = match (row.parsed("symbol")?, row.parsed("mic")?) {
        (Some(symbol), Some(mic)) => {
            let id = InstrumentId::new(symbol, mic);
            instrument(row, &id, &name, additions)?;
            Named::Instrument(id)
        }
        (None, None) => {
            additions.aliases.push(AddedAlias { text: name.clone(), of: Named::Organisation(name.clone()) });
            Named::Organisation(name.clone())
        }
        (None, Some(_)) => return Err(row.wrong("symbol", "is empty, but the row has a venue")),
        (Some(_), None) => return Err(row.wrong("mic", "is empty, but the row has a symbol")),
    };
    for text in row.list("aliases") {
        additions.aliases.push(AddedAlias { text: text.to_owned(), of: of.clone() });
    }
    for text in row.list("related") {
        let (reason, id) =
            text.split_once('=').ok_or_else(|| row.wrong("related", "needs reason=SYMBOL:MIC"))?;
        let instrument =
            id.trim().parse().map_err(|e: super::WrongId| row.wrong("related", e.to_string()))?;
        let reason = reason.trim().to_owned();
        additions.relations.push(AddedRelation { organisation: name.clone(), instrument, reason });
    }
    Ok(())
}

fn instrument(
    row: &Row<'_>,
    id: &InstrumentId,
    name: &str,
    additions: &mut Additions,
) -> Result<(), UniverseError> {
    let mut new = plain_instrument(id.clone(), name, row.parsed("currency")?)
        .ok_or_else(|| row.wrong("currency", format!("is needed, as the venue {} is not known", id.mic)))?;
    if let Some(kind) = row.cell("kind") {
        new.kind = kind_named(kind).ok_or_else(|| {
            row.wrong("kind", format!("\"{kind}\" is not one of equity, etf, index, crypto, fx"))
        })?;
    }
    if let Some(isin) = row.cell("isin") {
        if !isin_is_valid(isin) {
            return Err(row.wrong("isin", format!("\"{isin}\" is not an ISIN with a right check digit")));
        }
        new.isin = Some(isin.to_owned());
    }
    new.cik = row.parsed("cik")?;
    new.sector = row.cell("sector").map(str::to_owned);
    new.benchmark = row.parsed("benchmark")?.or(new.benchmark);
    if let Some(symbol) = row.cell("yahoo") {
        new.provider_symbols.push(ProviderSymbol { provider: "yahoo".to_owned(), symbol: symbol.to_owned() });
    }
    additions.instruments.push(new);
    Ok(())
}

fn kind_named(text: &str) -> Option<InstrumentKind> {
    Some(match text.to_ascii_lowercase().as_str() {
        "equity" | "share" | "stock" => InstrumentKind::Equity,
        "etf" | "fund" => InstrumentKind::Etf,
        "index" => InstrumentKind::Index,
        "crypto" => InstrumentKind::Crypto,
        "fx" => InstrumentKind::Fx,
        _ => return None,
    })
}

fn csv_problem(error: &csv::Error) -> UniverseError {
    let line = error.position().map_or(0, csv::Position::line);
    UniverseError::File { line, column: "row".to_owned(), problem: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::super::Universe;
    use super::*;

    const WARSAW: &str = "\
# The largest shares of Warsaw
symbol,mic,name,isin,aliases,related
^MWIG,XWAR,mWIG40,,,
XKGH,XWAR,KGHM Polska Miedz,PLKGHM000017,KGHM,
XPKN,XWAR,Orlen,,PKN Orlen,
,,Allegro Polska,,Allegro,holder=XPKN:XWAR
";

    #[test]
    fn a_file_of_a_few_lines_adds_a_market() {
        let additions = Additions::from_csv(WARSAW).unwrap();
        let universe = Universe::builtin().extended(&additions).unwrap();
        let kgh = universe.resolve("XKGH").unwrap();
        assert_eq!(kgh.currency.as_str(), "PLN");
        assert_eq!(kgh.benchmark.as_ref().unwrap().to_string(), "^WIG20:XWAR");
        assert_eq!(universe.resolve("PLKGHM000017").unwrap().id, kgh.id);
        let org = universe.organisation("allegro polska").unwrap();
        assert_eq!(org.relations.first().unwrap().reason, "holder");
        assert!(universe.names_of(&kgh.id).any(|a| a.text == "KGHM"));
    }

    #[test]
    fn a_wrong_file_is_refused_with_its_place() {
        let error = |text: &str| Additions::from_csv(text).err().unwrap().to_string();
        assert_eq!(error("symbol,name\n"), "line 1: column `mic`: the header has no such column");
        let wrong = error("symbol,mic,name,isin\nAB,XWAR,A,PLKGHM000018\n");
        assert!(wrong.starts_with("line 2: column `isin`: \"PLKGHM000018\""), "{wrong}");
        assert!(error("symbol,mic,name\nAB,XX,A\n").contains("column `mic`"));
        assert!(error("symbol,mic,name,shoe\n").contains("`shoe`"));
        assert!(error("symbol,mic,name\n,XWAR,A\n").contains("column `symbol`"));
        assert!(error("symbol,mic,name\nAB,ZZZZ,A\n").contains("currency"));
    }

    #[test]
    fn a_relation_to_an_unknown_instrument_is_refused() {
        let file = "symbol,mic,name,related\n,,Acme,holder=NOPE:XWAR\n";
        let error = Universe::builtin().extended(&Additions::from_csv(file).unwrap()).err().unwrap();
        assert_eq!(error.to_string(), "no instrument NOPE:XWAR is known");
    }
}
