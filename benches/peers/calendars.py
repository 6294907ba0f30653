"""Prints every day on which our calendars differ from those of exchange_calendars.

    python -m venv /tmp/peers && /tmp/peers/bin/pip install exchange_calendars
    cargo build && /tmp/peers/bin/python benches/peers/calendars.py target/debug/newstape [MIC ...]

A line is a venue, a day, what we say and what the package says: `closed`, or the regular hours on
the venue's clock with the lunch break in the middle. Differences that last for a whole stretch of
sessions (another close for years) are printed as one line with the number of sessions.
"""

import csv
import io
import subprocess
import sys

import exchange_calendars

# Our code, and the package's where it has another.
VENUES = {
    "XNYS": "XNYS", "XETR": "XETR", "XFRA": "XFRA", "XLON": "XLON", "XPAR": "XPAR", "XAMS": "XAMS",
    "XBRU": "XBRU", "XMIL": "XMIL", "XMAD": "XMAD", "XSWX": "XSWX", "XSTO": "XSTO", "XTSE": "XTSE",
    "XTKS": "XTKS", "XHKG": "XHKG", "XSHG": "XSHG", "XASX": "XASX", "XBOM": "XBOM", "XKRX": "XKRX",
    "BVMF": "BVMF",
    # The venues of calendar_answers.py.
    "XLIS": "XLIS", "XDUB": "XDUB", "XWBO": "XWBO", "XCSE": "XCSE", "XHEL": "XHEL", "XOSL": "XOSL",
    "XTAI": "XTAI", "XNZE": "XNZE", "XMEX": "XMEX", "XWAR": "XWAR", "XPRA": "XPRA", "XBUD": "XBUD",
    "XATH": "ASEX", "XIST": "XIST", "XJSE": "XJSE", "XTAE": "XTAE", "XSAU": "XSAU", "XSES": "XSES",
    "XBKK": "XBKK", "XKLS": "XKLS", "XIDX": "XIDX", "XPHS": "XPHS", "MISX": "XMOS",
}
FIRST = {"XSAU": "2021-01-01"} | dict.fromkeys(("XNYS", "XETR", "XFRA", "XLON"), "2000-01-01")
LAST = {"XSHG": "2026-12-31", "XBOM": "2026-12-31", "XSES": "2026-12-31"}
# This many sessions in a row with the same two answers are one line.
STRETCH = 5


def ours(program, mic, first, last):
    text = subprocess.run(
        [program, "--db", "/nonexistent/newstape.db", "calendar", mic, "--from", first, "--to", last, "--csv"],
        check=True, capture_output=True, text=True,
    ).stdout
    days = {}
    for row in csv.DictReader(io.StringIO(text)):
        stamps = [row[c] for c in ("open_utc", "break_start_utc", "break_end_utc", "close_utc")]
        days[row["session"]] = [stamp for stamp in stamps if stamp]
    return days


def theirs(name, first, last):
    calendar = exchange_calendars.get_calendar(name, start=first, end=last)
    stamp = lambda at: None if at is None or at != at else at.strftime("%Y-%m-%dT%H:%MZ")
    days = {}
    for row in calendar.schedule.itertuples():
        stamps = [stamp(at) for at in (row.open, row.break_start, row.break_end, row.close)]
        days[row.Index.date().isoformat()] = [at for at in stamps if at]
    return days, calendar.tz


def clock(stamps, zone):
    if stamps is None:
        return "closed"
    import datetime
    local = [
        datetime.datetime.strptime(s, "%Y-%m-%dT%H:%MZ").replace(tzinfo=datetime.timezone.utc)
        .astimezone(zone).strftime("%H:%M")
        for s in stamps
    ]
    return " ".join(f"{a}-{b}" for a, b in zip(local[::2], local[1::2]))


def differences(program, mic):
    first = FIRST.get(mic, "2010-01-01")
    last = LAST.get(mic, "2027-12-31")
    mine = ours(program, mic, first, last)
    other, zone = theirs(VENUES[mic], first, last)
    run = []
    for day in sorted(mine.keys() | other.keys()):
        pair = (clock(mine.get(day), zone), clock(other.get(day), zone))
        if run and (pair != run[0][1] or pair[0] == pair[1]):
            yield from told(mic, run)
            run = []
        if pair[0] != pair[1]:
            run.append((day, pair))
    yield from told(mic, run)


def told(mic, run):
    if len(run) >= STRETCH:
        (first, pair), last = run[0], run[-1][0]
        yield f"{mic}\t{first}..{last} ({len(run)})\t{pair[0]}\t{pair[1]}"
    else:
        for day, pair in run:
            yield f"{mic}\t{day}\t{pair[0]}\t{pair[1]}"


def main():
    program, *mics = sys.argv[1:]
    print(f"venue\tday\tours\texchange_calendars {exchange_calendars.__version__}")
    for mic in mics or VENUES:
        for line in differences(program, mic):
            print(line)


if __name__ == "__main__":
    main()
