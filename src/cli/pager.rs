//! Long output on a terminal goes through a pager.

use std::io;
use std::process::{Child, ChildStdin, Command, Stdio};

/// What `less` does unless `LESS` says otherwise: it ends at once if the output fits on the screen, lets colours
/// pass, and leaves the output on the screen when it ends.
const LESS: &str = "FRX";

/// A pager that shows what is written to it.
#[derive(Debug)]
pub(super) struct Pager {
    child: Child,
}

impl Pager {
    /// Starts the pager that `NEWSTAPE_PAGER` or else `PAGER` names, or `less`. `None` where paging is turned
    /// off (an empty name, or `cat`) and where the pager cannot be started: the output is then printed plainly.
    pub(super) fn start() -> Option<Self> {
        let words = words(&["NEWSTAPE_PAGER", "PAGER"].map(|name| std::env::var(name).ok()))?;
        let (program, args) = words.split_first()?;
        let mut command = Command::new(program);
        command.args(args).stdin(Stdio::piped());
        if std::env::var_os("LESS").is_none() {
            command.env("LESS", LESS);
        }
        let child = command.spawn().ok()?;
        leave_interrupts_to_the_pager();
        Some(Self { child })
    }

    /// Where to write.
    ///
    /// # Errors
    /// Never, as long as the pager has not ended.
    pub(super) fn input(&mut self) -> io::Result<&mut ChildStdin> {
        self.child.stdin.as_mut().ok_or_else(|| io::ErrorKind::BrokenPipe.into())
    }

    /// Tells the pager that this was all, and waits until the reader has left it.
    pub(super) fn finish(mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// The words of the first variable that is set; `None` for no pager.
fn words(variables: &[Option<String>]) -> Option<Vec<String>> {
    let named = variables.iter().flatten().next().map_or("less", String::as_str);
    let words = shlex::split(named)?;
    words.first().is_some_and(|program| program != "cat").then_some(words)
}

/// An interrupt is the pager's to answer. If it ended this program, the shell would take the terminal back while
/// the pager is still reading from it.
#[cfg(unix)]
fn leave_interrupts_to_the_pager() {
    use tokio::signal::unix::{SignalKind, signal};
    // A handler, once registered, stays for the life of the process; nobody needs to listen.
    if let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() {
        let _ = runtime.block_on(async { signal(SignalKind::interrupt()) });
    }
}

#[cfg(not(unix))]
fn leave_interrupts_to_the_pager() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_names_the_pager() {
        let named = |own: Option<&str>, usual: Option<&str>| {
            words(&[own.map(str::to_owned), usual.map(str::to_owned)]).map(|words| words.join("|"))
        };
        assert_eq!(named(None, None).as_deref(), Some("less"));
        assert_eq!(named(None, Some("more")).as_deref(), Some("more"));
        assert_eq!(named(Some("less -S 'a b'"), Some("more")).as_deref(), Some("less|-S|a b"));
        for off in ["", " ", "cat", "less 'open"] {
            assert_eq!(named(Some(off), Some("more")), None, "{off}");
        }
    }
}
