//! `newstape prices check`

use clap::Args;

use super::context;
use crate::app::Failure;
use crate::app::bars::check::check_prices;
use crate::app::instrument::symbols::Symbols;
use crate::cli::{Console, Exit, Global, remedy};
use crate::view::text::Width;
use crate::view::{Document, prices_check};

const NOTES: &str = "\
All bars pass the gates again: order of open, high, low and close; volume; overlaps; the venue's
hours; stamps by the end or an hour off; jumps; splits nobody told of; repeated bars; and closes on
which two providers disagree. Bars in another unit and splits that are late were repaired when they
arrived, what arrived is kept. `not used` are bars, and returns over days with dividends, that cannot
be what they are said to be: `prices accept` and `prices reject` decide. Nothing is deleted.

Examples:
  newstape prices check
  newstape prices check NVDA --tolerance 0.1
  newstape prices check --format csv";

/// List suspicious bars
#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub(in crate::cli) struct CheckArgs {
    /// Only bars of this symbol
    #[arg(value_name = "SYMBOL")]
    symbol: Option<String>,
    /// The largest difference between two providers' closes that counts as agreement, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 0.5)]
    tolerance: f64,
    /// Print at most this many bars as text
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

pub(super) fn run(args: &CheckArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = context(global);
    let store = context.existing_store()?;
    let symbols = Symbols::new(&context)?;
    let instrument = args.symbol.as_deref().map(|symbol| symbols.resolve(symbol, None)).transpose()?;
    let record = check_prices(&store, &context.calendars, instrument.as_ref(), args.tolerance / 100.0)?;
    let exit = if record.series == 0 { Exit::Nothing } else { Exit::Done };
    if record.series == 0 {
        console.note("there are no prices to check");
    }
    if console.json {
        console.document(&Document::new("prices-check", record));
    } else if console.wants_rows() {
        console.rows(&record, |width| prices_check::suspicious(&record, width, usize::MAX));
    } else if record.series > 0 {
        console.line(&prices_check::check(&record, Width::default(), args.limit, &remedy::words));
    }
    Ok(exit)
}
