"""Writes the sessions of exchange_calendars for the venues that the shared data lacks, in short.

    python -m venv /tmp/peers && /tmp/peers/bin/pip install exchange_calendars==4.13.2 'pandas<2.3'
    /tmp/peers/bin/python benches/peers/calendar_answers.py > tests/golden/calendars/answers.tsv

Tab-separated lines, hours on the venue's clock:

    MIC  span   FIRST  LAST            the days that the lines of the venue cover
    MIC  week   FROM   DAYS            the days of the week with sessions, from a day on
    MIC  hours  HOURS  [DAY]           the usual hours; those of one day of the week
    MIC  YEAR   CLOSED [ODD]           days of the week above without a session, as MMDD, and sessions with
                                       other hours, as MMDD@HOURS
"""

import collections
import datetime
import warnings

import exchange_calendars
import pandas

warnings.filterwarnings("ignore")

# Our code, and the package's where it has another.
VENUES = {
    mic: mic
    for mic in (
        "XLIS XDUB XWBO XCSE XHEL XOSL XTAI XNZE XMEX XWAR XPRA XBUD XATH XIST XJSE XTAE XSAU XSES XBKK XKLS "
        "XIDX XPHS MISX"
    ).split()
} | {"XATH": "ASEX", "MISX": "XMOS"}
FIRST, LAST = datetime.date(2010, 1, 1), datetime.date(2027, 12, 31)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def sessions(name):
    factory = exchange_calendars.calendar_utils._default_calendar_factories[name]
    bound = lambda at, otherwise: otherwise if at is None else at.date()
    first, last = max(FIRST, bound(factory.bound_min(), FIRST)), min(LAST, bound(factory.bound_max(), LAST))
    calendar = exchange_calendars.get_calendar(name, start=str(first), end=str(last))
    clock = lambda at: at.tz_convert(calendar.tz).strftime("%H:%M")
    days = {row.Index.date(): f"{clock(row.open)}-{clock(row.close)}" for row in calendar.schedule.itertuples()}
    return first, last, days


def weeks(first, last, days):
    """The days of the week with more than a few sessions in a year, where they change."""
    found = []
    for year in range(first.year, last.year + 1):
        count = collections.Counter(day.weekday() for day in days if day.year == year)
        week = tuple(n for n in range(7) if count[n] > 10)
        if not found or found[-1][1] != week:
            found.append((max(first, datetime.date(year, 1, 1)), week))
    return found


def main():
    for mic, name in VENUES.items():
        first, last, days = sessions(name)
        print(mic, "span", first, last, sep="\t")
        found = weeks(first, last, days)
        for since, week in found:
            print(mic, "week", since, " ".join(DAYS[n] for n in week), sep="\t")
        usual = collections.Counter(days.values()).most_common(1)[0][0]
        print(mic, "hours", usual, sep="\t")
        by_day = {}
        for n in range(7):
            hours = collections.Counter(h for day, h in days.items() if day.weekday() == n)
            by_day[n] = hours.most_common(1)[0][0] if hours else usual
            if by_day[n] != usual and sum(hours.values()) > 30:
                print(mic, "hours", by_day[n], DAYS[n], sep="\t")
            else:
                by_day[n] = usual
        for year in range(first.year, last.year + 1):
            closed, odd = [], []
            for day in pandas.date_range(f"{year}-01-01", f"{year}-12-31"):
                day = day.date()
                if not first <= day <= last:
                    continue
                week = [week for since, week in found if since <= day][-1]
                if day not in days:
                    closed += [f"{day:%m%d}"] if day.weekday() in week else []
                elif day.weekday() not in week or days[day] != by_day[day.weekday()]:
                    odd.append(f"{day:%m%d}@{days[day]}")
            print(mic, year, " ".join(closed), " ".join(odd), sep="\t")


if __name__ == "__main__":
    main()
