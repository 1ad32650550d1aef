"""iCalendar files made by chance, read by the engine and by `icalendar` and `recurring_ical_events` from PyPI.

Every shift must begin and end at the same second, and the same person must have every minute of 2024 to 2040.
"""

import datetime
import pathlib
import random
import subprocess
import zoneinfo

import dateutil.rrule
import icalendar
import numpy
import recurring_ical_events

import schedules

FILES = 12
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
OTHER_ZONES = ["America/New_York", "Europe/London", "Asia/Kathmandu"]


class Maker:
    """Makes the events of one file: each of a person whose name is one letter."""

    def __init__(self, zone, seed):
        self.chance = random.Random(f"{zone} {seed}")
        self.zone = zone
        self.calendar = icalendar.Calendar()
        self.calendar.add("version", "2.0")
        self.calendar.add("prodid", "-//oracle//")
        self.order = 0
        for number in range(self.chance.randint(3, 7)):
            self.series(number)
        self.calendar.add_missing_timezones()

    def text(self):
        return self.calendar.to_ical()

    def start(self):
        """A whole minute, now and then in the night hours of a clock change; of some kind of time."""
        year, kind = self.chance.randint(2024, 2027), self.chance.choice(["zone", "zone", "floating", "utc", "other", "day"])
        date = datetime.date(year, self.chance.randint(1, 12), self.chance.randint(1, 28))
        if kind == "day":
            return date
        hour = self.chance.choice([0, 1, 1, 2, 2, 3, 7, 8, 12, 17, 17, 20, 23])
        civil = datetime.datetime.combine(date, datetime.time(hour, self.chance.choice([0, 0, 15, 30, 45])))
        zones = {"zone": self.zone, "other": self.chance.choice(OTHER_ZONES), "utc": "UTC"}
        if kind == "floating":
            return civil
        return civil.replace(tzinfo=datetime.UTC if kind == "utc" else zoneinfo.ZoneInfo(zones[kind]))

    def event(self, uid, start):
        event = icalendar.Event()
        event.add("uid", uid)
        event.add("dtstart", start)
        event.add("summary", f"{chr(ord('a') + self.order % 26)} - on call, nights; a title that has to be folded, twice, \\ and so on")
        event.add("x-order", str(self.order))
        self.order += 1
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", datetime.timedelta(minutes=-15))
        event.add_component(alarm)
        self.calendar.add_component(event)
        return event

    def end(self, event, start):
        """A length of some kind, by the clock on the wall."""
        if not isinstance(start, datetime.datetime):
            if self.chance.random() < 0.5:
                event.add("dtend", start + datetime.timedelta(days=self.chance.randint(1, 3)))
            return
        length = datetime.timedelta(minutes=self.chance.choice([60, 480, 540, 900, 1440, 2880]))
        if self.chance.random() < 0.5:
            event.add("dtend", start + length)
        else:
            event.add("duration", length)

    def series(self, number):
        start = self.start()
        rule = self.rule()
        if rule:
            start = first_of(rule, start)
            self.bound(rule, start)
        event = self.event(f"series-{number}", start)
        self.end(event, start)
        if rule:
            event.add("rrule", rule)
            self.exceptions(event, start, f"series-{number}")

    def rule(self):
        frequency = self.chance.choice([None, "DAILY", "WEEKLY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"])
        if not frequency:
            return None
        rule = {"FREQ": frequency, "INTERVAL": self.chance.choice([1, 1, 2, 3])}
        if frequency == "WEEKLY" and self.chance.random() < 0.7:
            rule["BYDAY"] = self.chance.sample(DAYS, self.chance.randint(1, 4))
            rule["WKST"] = self.chance.choice(["MO", "SU"])
        if frequency == "MONTHLY":
            kind = self.chance.random()
            if kind < 0.4:
                rule["BYDAY"] = [f"{self.chance.choice(['1', '2', '-1', '-2'])}{self.chance.choice(DAYS)}"]
            elif kind < 0.7:
                rule["BYMONTHDAY"] = self.chance.choice([1, 15, 28, 31, -1])
        return rule

    def bound(self, rule, start):
        """How often it comes, or until when; or for ever."""
        end = self.chance.random()
        if end < 0.4:
            rule["COUNT"] = self.chance.randint(1, 60)
        elif end < 0.8:
            until = start + datetime.timedelta(days=self.chance.randint(1, 900))
            aware = isinstance(until, datetime.datetime) and until.tzinfo
            rule["UNTIL"] = until.astimezone(datetime.UTC) if aware else until

    def exceptions(self, event, start, uid):
        """Some occurrences left out, one moved, one cancelled."""
        found = occurrences(self.calendar, uid)[:40]
        self.chance.shuffle(found)
        if found and self.chance.random() < 0.6:
            event.add("exdate", [found.pop()["RECURRENCE-ID"].dt for _ in range(min(2, len(found)))])
        for what in ("moved", "cancelled"):
            if not found or self.chance.random() < 0.5:
                continue
            was = found.pop()["RECURRENCE-ID"].dt
            hours = datetime.timedelta(days=1) if not isinstance(was, datetime.datetime) else datetime.timedelta(hours=5)
            other = self.event(uid, was + hours)
            other.add("recurrence-id", was)
            self.end(other, was + hours)
            if what == "cancelled":
                other.add("status", "CANCELLED")


def first_of(rule, start):
    """`start`, or the first time after it that the rule has: DTSTART must be one of its days (RFC 5545 §3.8.5.3)."""
    civil = start.replace(tzinfo=None) if isinstance(start, datetime.datetime) else start
    naive = datetime.datetime.combine(civil, datetime.time()) if not isinstance(civil, datetime.datetime) else civil
    text = icalendar.vRecur(rule | {"INTERVAL": 1}).to_ical().decode()
    first = dateutil.rrule.rrulestr(text, dtstart=naive)[0]
    return start + (first - naive)


def occurrences(calendar, uid=None):
    """What comes between 2024 and 2040, by `recurring_ical_events`."""
    end = schedules.END + datetime.timedelta(days=5)
    found = recurring_ical_events.of(calendar).between(schedules.START - datetime.timedelta(days=5), end)
    return [event for event in found if uid in (None, event["UID"])]


def instant(value, zone):
    """Seconds of UTC: a day begins at midnight, and a time without a zone is by the clock of the site."""
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(value, datetime.time())
    aware = value if value.tzinfo else value.replace(tzinfo=zone)
    return int(aware.timestamp())


def expected(text, zone):
    """(start, end, title, order) of every shift."""
    shifts = []
    for event in occurrences(icalendar.Calendar.from_ical(text)):
        if event.get("STATUS") == "CANCELLED":
            continue
        start, end = instant(event.start, zone), instant(event.end, zone)
        if start < end:
            shifts.append((start, end, str(event["SUMMARY"]), int(event["X-ORDER"])))
    return sorted(shifts, key=lambda shift: (shift[0], shift[3]))


def cover(shifts):
    """Who has each minute: the one who began last."""
    answer = numpy.full(schedules.COUNT, schedules.NOBODY, dtype=numpy.uint8)
    for start, end, title, _ in shifts:
        begin, stop = start // 60 - schedules.FIRST, end // 60 - schedules.FIRST
        answer[max(begin, 0) : max(stop, 0)] = ord(title[0])
    return schedules.runs(answer)


def walked(walk, zone, paths):
    """What the engine reads from each file: its faults, shifts and runs."""
    output = subprocess.run([walk, "--calendar", zone, *paths], check=True, capture_output=True, text=True).stdout
    found, current = {}, None
    for line in output.splitlines():
        what, rest = line.split(" ", 1)
        if what == "file":
            current = found[rest] = {"fault": [], "shift": [], "cover": []}
        elif what == "shift":
            start, end, title = rest.split(" ", 2)
            current["shift"].append((int(start), int(end), title))
        elif what == "cover":
            minute, person = rest.split(" ")
            current["cover"].append((int(minute), person))
        else:
            current["fault"].append(rest)
    return found


def compare(walk, zone, folder):
    """How many shifts there are, and a line for each file that is not read alike."""
    texts = {}
    for seed in range(FILES):
        path = pathlib.Path(folder) / f"{zone.replace('/', '-')}-{seed}.ics"
        path.write_bytes(Maker(zone, seed).text())
        texts[str(path)] = path.read_bytes()
    count, lines, local = 0, [], zoneinfo.ZoneInfo(zone)
    for path, found in walked(walk, zone, texts).items():
        wanted = expected(texts[path], local)
        count += len(wanted)
        last = schedules.START.timestamp() + schedules.COUNT * 60
        have = [shift for shift in found["shift"] if shift[0] < last]
        want = [shift[:3] for shift in wanted if shift[0] < last]
        lines += [f"{path}: {fault}" for fault in found["fault"]]
        for one, other in zip(want + [None], have + [None]):
            if one != other:
                lines.append(f"{path}: the oracle says {said(one, local)}, the engine {said(other, local)}")
                break
        else:
            if cover(wanted) != found["cover"]:
                lines.append(f"{path}: the same shifts, and not the same people on call")
    return count, lines


def said(shift, zone):
    if not shift:
        return "no shift more"
    start, end = (datetime.datetime.fromtimestamp(second, zone) for second in shift[:2])
    return f"{start:%a %Y-%m-%d %H:%M %Z} - {end:%a %Y-%m-%d %H:%M %Z} {shift[2][:1]}"
