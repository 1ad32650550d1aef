"""What the engine must answer, worked out without it: zoneinfo for the clocks, `holidays` for the holidays.

`Walk/Schedules.swift` says the same schedules in the words of the engine. Nothing here is translated from the engine:
hours are looked up in a table of the week by local minute, hand-offs are instants between which a stretch is filled.
"""

import datetime
import zoneinfo

import holidays
import numpy

MINUTE = datetime.timedelta(minutes=1)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
START = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
END = datetime.datetime(2041, 1, 1, tzinfo=datetime.UTC)
FIRST = (START - EPOCH) // MINUTE
COUNT = (END - START) // MINUTE
NOBODY = ord("-")


class Clock:
    """One zone, and what its clock shows at every minute."""

    def __init__(self, name):
        self.zone = zoneinfo.ZoneInfo(name)
        offsets = numpy.empty(COUNT, dtype=numpy.int32)
        # No zone changes its clock twice within a quarter of an hour: where both ends agree, so does what is between.
        edges = range(0, COUNT + 1, 15)
        known = [self.offset(START + minute * MINUTE) for minute in edges]
        for index, (before, after) in enumerate(zip(known, known[1:])):
            begin = index * 15
            if before == after:
                offsets[begin : begin + 15] = before
            else:
                for minute in range(begin, begin + 15):
                    offsets[minute] = self.offset(START + minute * MINUTE)
        local = numpy.arange(FIRST, FIRST + COUNT, dtype=numpy.int64) + offsets
        self.day = (local // 1440).astype(numpy.int32)
        self.minute = (local % 1440).astype(numpy.int32)
        # 1970-01-01 was a Thursday.
        self.weekday = (self.day + 3) % 7

    def offset(self, instant):
        return instant.astimezone(self.zone).utcoffset() // MINUTE

    def instant(self, civil):
        """The minute at which the clock shows `civil` first, or the first one after the gap that has it."""
        aware = civil.replace(tzinfo=self.zone, fold=0)
        utc = aware.astimezone(datetime.UTC)
        if utc.astimezone(self.zone).replace(tzinfo=None) != civil:
            # It is skipped: the clock was put forward somewhere before. Look for the first minute that is later.
            utc -= datetime.timedelta(hours=3)
            while utc.astimezone(self.zone).replace(tzinfo=None) < civil:
                utc += MINUTE
        return (utc - START) // MINUTE


def days(function):
    """A table by day number, from before the years to after them."""
    first = (START.date() - datetime.date(1970, 1, 1)).days - 2
    count = COUNT // 1440 + 5
    dates = [datetime.date(1970, 1, 1) + datetime.timedelta(days=first + n) for n in range(count)]
    return first, numpy.array([function(date) for date in dates])


def office(clock, week, holiday, closed=(), opened=(), special=(), instead=None):
    """Open or closed at every minute."""
    table = numpy.zeros(7 * 1440, dtype=bool)
    for weekdays, spans in week:
        for weekday in weekdays:
            for begin, end in spans:
                table[weekday * 1440 + begin : weekday * 1440 + end] = True
    answer = table[clock.weekday * 1440 + clock.minute]
    if special:
        first, on = days(lambda date: (date.month, date.day) in special)
        answer = numpy.where(on[clock.day - first], (clock.minute >= instead[0]) & (clock.minute < instead[1]), answer)
    first, off = days(lambda date: date in holiday)
    answer = answer & ~off[clock.day - first]
    for month, day, begin, end in closed:
        first, on = days(lambda date: (date.month, date.day) == (month, day))
        answer = answer & ~(on[clock.day - first] & (clock.minute >= begin) & (clock.minute < end))
    for date, begin, end in opened:
        first, on = days(lambda other: other == date)
        inside = (clock.minute >= begin) & (clock.minute < end)
        answer = numpy.where(on[clock.day - first], inside, answer)
    return answer


def hours(clock):
    years = range(2023, 2042)
    us = holidays.country_holidays("US", years=years)
    common = {day for year in years for day in (datetime.date(year, 12, 24), datetime.date(year, 12, 31))}
    common |= {day + datetime.timedelta(days=1) for day, name in us.items() if name.startswith("Thanksgiving")}
    return {
        "us": office(
            clock,
            [(range(0, 4), [(480, 720), (780, 1020)]), ([4], [(480, 720)])],
            set(us) | common,
            closed=[(11, 10, 720, 1440)],
            opened=[(datetime.date(2026, 12, 26), 480, 720)],
            special={(12, 27), (12, 28), (12, 29), (12, 30)},
            instead=(600, 840),
        ),
        "gb": office(
            clock,
            [(range(0, 5), [(0, 1440)]), ([5], [(1320, 1440)]), ([6], [(0, 120)])],
            set(holidays.country_holidays("GB", subdiv="ENG", years=years)),
        ),
        "au": office(
            clock,
            [(range(0, 7), [(75, 165)])],
            set(holidays.country_holidays("AU", subdiv="NSW", years=years)),
        ),
    }


def turns(clock, order, lengths, first, minute):
    """People who take turns: each hand-off is found, and what lies between two of them is filled."""
    answer = numpy.full(COUNT, NOBODY, dtype=numpy.uint8)
    civil = datetime.datetime.combine(first, datetime.time()) + minute * MINUTE
    begin, number = clock.instant(civil), 0
    while begin < COUNT:
        civil += datetime.timedelta(hours=lengths[number % len(lengths)])
        end = clock.instant(civil)
        answer[max(begin, 0) : max(end, 0)] = ord(order[number % len(order)])
        begin, number = end, number + 1
    return answer


def on_call(clock, us):
    friday = datetime.date(2024, 1, 5)
    weekly = turns(clock, "abc", [168], friday, 1020)
    nights = turns(clock, "de", [24], datetime.date(2024, 1, 1), 720)

    def fill(answer, person, start, end):
        answer[clock.instant(datetime.datetime(*start)) : clock.instant(datetime.datetime(*end))] = ord(person)

    evening = (clock.weekday <= 3) & (clock.minute >= 1020)
    morning = (clock.weekday >= 1) & (clock.weekday <= 4) & (clock.minute < 480)
    layers = numpy.where(us, NOBODY, weekly).astype(numpy.uint8)
    layers = numpy.where((evening | morning) & (nights != NOBODY), nights, layers)
    fill(layers, "f", (2026, 3, 7, 20, 0), (2026, 3, 8, 2, 30))
    fill(layers, "g", (2026, 10, 31, 20, 0), (2026, 11, 1, 1, 30))
    fill(layers, "h", (2026, 12, 24, 17, 0), (2026, 12, 26, 8, 0))
    fill(layers, "i", (2026, 12, 25, 12, 0), (2026, 12, 25, 13, 0))
    return {
        "weekly": weekly,
        "daily": turns(clock, "ab", [24], friday, 150),
        "eight-hours": turns(clock, "abcd", [8], friday, 90),
        "hourly": turns(clock, "abcde", [1], friday, 30),
        "mixed": turns(clock, "ab", [96, 72], friday, 120),
        "layers": layers,
    }


def expected(zone):
    """The answers by name, one byte a minute."""
    clock = Clock(zone)
    open_or_not = hours(clock)
    answers = {name: numpy.where(open, ord("o"), NOBODY).astype(numpy.uint8) for name, open in open_or_not.items()}
    return answers | on_call(clock, open_or_not["us"])


def runs(answer):
    """`[(minute of UTC, answer)]` where the answer changes."""
    edges = numpy.concatenate(([0], numpy.flatnonzero(numpy.diff(answer)) + 1))
    return [(FIRST + int(edge), chr(answer[edge])) for edge in edges]
