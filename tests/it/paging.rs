//! What is long goes through a pager, on a terminal only.

use crate::support::Newstape;
use crate::support::pty::on_terminal;

/// A pager that marks what it shows.
const MARKING: &str = "sed s/^/paged:/";

/// Runs a command on a terminal of 80 columns, with these variables.
fn shown(news: &Newstape, args: &[&str], variables: &[(&str, &str)]) -> (i32, String) {
    let mut command = news.command("news.db", args);
    command.env("PATH", std::env::var_os("PATH").unwrap()).envs(variables.iter().copied());
    on_terminal(command, 80)
}

#[test]
fn what_is_to_be_read_is_paged_on_a_terminal_and_nowhere_else() {
    let news = Newstape::with_demo();
    let pager = [("PAGER", MARKING)];
    let asked: [&[&str]; 6] = [
        &["list"],
        &["query", "kind = earnings"],
        &["show", "5"],
        &["why", "MSFT"],
        &["explain", "9"],
        &["help", "list"],
    ];
    for args in asked {
        let (code, text) = shown(&news, args, &pager);
        assert_eq!(code, 0, "{args:?}: {text}");
        assert!(text.lines().all(|line| line.starts_with("paged:")), "{args:?}: {text}");
        let mut piped = news.command("news.db", args);
        piped.env("PAGER", MARKING).env("PATH", std::env::var_os("PATH").unwrap());
        let piped = String::from_utf8(piped.output().unwrap().stdout).unwrap();
        assert!(!piped.is_empty() && !piped.contains("paged:"), "{args:?}: {piped}");
        let unpaged = [&["--no-pager"], args].concat();
        let (code, text) = shown(&news, &unpaged, &pager);
        assert!(code == 0 && !text.contains("paged:"), "{unpaged:?}: {text}");
    }
    let (code, text) = shown(&news, &["watch", "add", "MSFT"], &pager);
    assert!(code == 0 && !text.contains("paged:"), "{text}");
}

#[test]
fn newstapes_own_variable_comes_first_and_can_turn_the_pager_off() {
    let news = Newstape::with_demo();
    let with = |own| shown(&news, &["list"], &[("PAGER", MARKING), ("NEWSTAPE_PAGER", own)]);
    assert!(with("sed 's/^/own: /'").1.starts_with("own: "));
    let (_, plain) = with("");
    assert!(plain.starts_with("id "), "{plain}");
    assert_eq!(with("cat").1, plain);
    // Remarks wait in the pager while it has the screen.
    let (_, text) = shown(&news, &["list", "--limit", "2"], &[("PAGER", MARKING)]);
    assert!(text.contains("paged:more: --cursor"), "{text}");
}

#[test]
fn a_pager_that_is_missing_is_done_without_and_one_that_ends_early_is_no_failure() {
    let news = Newstape::with_demo();
    let (code, text) = shown(&news, &["list"], &[("PAGER", "no-such-pager --at-all")]);
    assert!(code == 0 && text.starts_with("id "), "{text}");
    let (code, text) = shown(&news, &["explain", "5"], &[("PAGER", "head -n 1")]);
    assert_eq!((code, text.lines().count()), (0, 1), "{text}");
    // The exit code is that of the command.
    let (code, text) = shown(&news, &["query", "kind = macro and kind = filing"], &[("PAGER", MARKING)]);
    assert_eq!((code, text.as_str()), (4, "no event matches\n"));
}
