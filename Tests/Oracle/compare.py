"""Runs the walk of the engine and compares each of its answers, minute by minute, with those of `schedules.py`; what it
reads from iCalendar files with `calendars.py`, and from tables with `sheets.py`; and the calendars that the program writes with `written.py`.

    compare.py WALK NIGHTBELL [ZONE …]

Prints the first differences with local time. Exit status 0 when there is none, 1 otherwise.
"""

import concurrent.futures
import datetime
import subprocess
import sys
import tempfile
import zoneinfo

import calendars
import schedules
import sheets
import written

ZONES = [
    "America/Phoenix", "America/New_York", "Pacific/Honolulu", "America/Adak", "Europe/London",
    "Australia/Lord_Howe", "Asia/Kathmandu",
]


def walked(walk, zone):
    answers, current = {}, None
    output = subprocess.run([walk, zone], check=True, capture_output=True, text=True).stdout
    for line in output.splitlines():
        first, second = line.split(" ", 1)
        if "/" in first:
            current = answers.setdefault(second, [])
        else:
            current.append((int(first), second))
    return answers


def differences(expected, found, zone):
    """The first minutes at which two lists of runs differ, in local time."""
    for want, have in zip(expected + [(None, None)], found + [(None, None)]):
        if want != have:
            minute = min(one for one in (want[0], have[0]) if one is not None)
            when = datetime.datetime.fromtimestamp(minute * 60, zoneinfo.ZoneInfo(zone))
            yield f"{when:%a %Y-%m-%d %H:%M %Z}: the oracle says {want}, the engine {have}"
            return


def compare(walk, zone):
    found = walked(walk, zone)
    expected = {name: schedules.runs(answer) for name, answer in schedules.expected(zone).items()}
    # What goes from change to change must give the same as what asks at every minute.
    wanted = expected | {f"{name} spans": runs for name, runs in expected.items() if name not in ("us", "gb", "au")}
    lines = [f"{zone}: {name}: missing" for name in wanted.keys() - found.keys()]
    for name in sorted(wanted.keys() & found.keys()):
        lines += [f"{zone} {name}: {line}" for line in differences(wanted[name], found[name], zone)]
    return zone, sum(map(len, expected.values())), lines


def read(walk, zone):
    with tempfile.TemporaryDirectory() as folder:
        return zone, *calendars.compare(walk, zone, folder), *sheets.compare(walk, zone, folder)


def main():
    walk, nightbell, zones = sys.argv[1], sys.argv[2], sys.argv[3:] or ZONES
    wrong = 0
    with concurrent.futures.ProcessPoolExecutor(max_workers=2) as pool:
        walks = pool.map(compare, [walk] * len(zones), zones)
        reads = pool.map(read, [walk] * len(zones), zones)
        for zone, count, lines in walks:
            print(f"{zone}: 9 schedules, {schedules.COUNT} minutes each, {count} stretches, {len(lines)} differ")
            print(*lines, sep="\n", end="\n" if lines else "")
            wrong += len(lines)
        for zone, count, lines, rows, others in reads:
            print(f"{zone}: {calendars.FILES} calendars, {count} shifts, {len(lines)} differ; "
                  f"{sheets.FILES} tables, {rows} shifts, {len(others)} differ")
            lines += others
            print(*lines, sep="\n", end="\n" if lines else "")
            wrong += len(lines)
    count, lines = written.compare(nightbell)
    print(f"nightbell oncall --ics: {count} events, {len(lines)} differ")
    print(*lines, sep="\n", end="\n" if lines else "")
    wrong += len(lines)
    print(f"oracle: {len(zones)} zones, every minute of 2024-2040, calendars read and written, {wrong} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
