//! A command on a pseudo-terminal of a given width.

use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::process::Command;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// Runs a command with both outputs on a terminal: its exit code, and what the terminal got, with line feeds alone.
pub(crate) fn on_terminal(mut command: Command, columns: u16) -> (i32, String) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
    grantpt(&master).expect("the terminal is ours");
    unlockpt(&master).expect("the terminal can be opened");
    let name = ptsname(&master, Vec::new()).expect("the terminal has a name");
    let path = name.to_str().expect("UTF-8");
    let terminal = OpenOptions::new().read(true).write(true).open(path).expect("the terminal");
    let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(&terminal, size).expect("the terminal takes a size");
    let handle = || terminal.try_clone().expect("another handle of the terminal");
    let mut child =
        command.stdin(handle()).stdout(handle()).stderr(handle()).spawn().expect("the program starts");
    // The terminal is closed when the program has closed it, too.
    drop((terminal, command));
    let mut got = Vec::new();
    // When nobody has a terminal open any more, reading it fails instead of ending.
    let _ = File::from(master).read_to_end(&mut got);
    let code = child.wait().expect("the program ends").code().unwrap_or(-1);
    (code, String::from_utf8(got).expect("UTF-8").replace("\r\n", "\n"))
}
