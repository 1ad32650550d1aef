"""What `nightbell oncall --ics` writes, read by `icalendar` and held against what `--json` says of the same days."""

import datetime
import json
import pathlib
import subprocess

import icalendar

STARTERS = pathlib.Path(__file__).resolve().parents[2] / "deploy" / "starters"
FILES = ["family-practice.yaml", "dental.yaml", "pediatrics.yaml", "urgent-care.yaml", "several-sites/clinic.yaml"]
TIMES = [["--at", "2026-10-30 12:00", "--week"], ["--at", "2026-12-24 08:00", "--days", "100"]]


def said(nightbell, file, how):
    """(start, end, rotation, name) of each stretch in which somebody is on call."""
    output = subprocess.run([nightbell, "oncall", file, *how, "--json"], check=True, capture_output=True, text=True)
    for stretch in json.loads(output.stdout)["coming"]:
        if stretch.get("name"):
            start, end = (datetime.datetime.fromisoformat(stretch[edge]) for edge in ("start", "end"))
            yield start, end, stretch["rotation"], stretch["name"]


def written(nightbell, file, how):
    """The same from the calendar. Each event must say what RFC 5545 wants, and no two may be called the same."""
    output = subprocess.run([nightbell, "oncall", file, *how, "--ics"], check=True, capture_output=True)
    calendar = icalendar.Calendar.from_ical(output.stdout)
    events = calendar.walk("VEVENT")
    assert str(calendar["VERSION"]) == "2.0" and calendar["PRODID"] and not calendar.errors, f"{file}: {calendar.errors}"
    assert len({str(event["UID"]) for event in events}) == len(events), f"{file}: two events have one UID"
    for event in events:
        assert event["DTSTAMP"] and not event.errors, f"{file}: {event.errors}"
        name, rotation = str(event["SUMMARY"]).split(": on call, ")
        yield event.start, event.end, rotation, name


def compare(nightbell):
    """How many events there are, and a line for each file that says two things."""
    count, lines = 0, []
    for file in FILES:
        for how in TIMES:
            wanted = sorted(said(nightbell, str(STARTERS / file), how))
            found = sorted(written(nightbell, str(STARTERS / file), how))
            count += len(found)
            lines += [f"{file} {how}: --json has {one}, --ics {other}" for one, other in zip(wanted, found) if one != other][:1]
            if len(wanted) != len(found):
                lines.append(f"{file} {how}: {len(wanted)} stretches, {len(found)} events")
    return count, lines
