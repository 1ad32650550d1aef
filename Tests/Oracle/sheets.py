"""Tables of shifts made by chance and written by Python's `csv` in all its ways, read by it and by the engine.

Every shift must begin and end at the same second, and have the same title.
"""

import csv
import datetime
import io
import pathlib
import random
import zoneinfo

import calendars

FILES = 12
HEADS = {"person": ["person", "Name", "WHO"], "from": ["from", "Start"], "to": ["to", "Until", "end"]}
TITLES = ["{} - nights", 'Dr. {}, the "second"', "{}; two\nlines", "{}\twith a tab", "{}"]


def made(zone, seed):
    """(bytes of a file, the way in which `csv` reads it)."""
    chance = random.Random(f"sheet {zone} {seed}")
    way = {"delimiter": chance.choice(",;\t"), "quoting": chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])}
    columns = ["person", "from", "to"] + ["note", "place"][: chance.randint(0, 2)]
    chance.shuffle(columns)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=chance.choice(["\r\n", "\n"]), **way)
    writer.writerow([chance.choice(HEADS.get(column, [column])) for column in columns])
    for number in range(chance.randint(1, 60)):
        start = datetime.datetime(
            chance.randint(2024, 2027), chance.randint(1, 12), chance.randint(1, 28), chance.choice([0, 1, 2, 2, 3, 8, 17, 23]),
            chance.choice([0, 15, 30]),
        )
        end = start + datetime.timedelta(minutes=chance.choice([60, 480, 900, 1440, 10080]))
        form = chance.choice(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"])
        cells = {
            "person": chance.choice(TITLES).format(chr(ord("a") + number % 26)), "from": start.strftime(form),
            "to": end.strftime(form), "note": 'a "note", and more;', "place": "",
        }
        writer.writerow([cells[column] for column in columns])
        if chance.random() < 0.1:
            out.write("\n")
    return out.getvalue().encode(chance.choice(["utf-8", "utf-8-sig"])), way


def expected(content, way, zone):
    """(start, end, title) of every shift, as `csv` and `zoneinfo` have it."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), **way)
    head = [name.lower() for name in next(rows)]
    places = [next(i for i, name in enumerate(head) if name in map(str.lower, HEADS[key])) for key in HEADS]
    for row in rows:
        if row:
            person, start, end = (row[place] for place in places)
            start, end = (int(datetime.datetime.fromisoformat(x).replace(tzinfo=zone).timestamp()) for x in (start, end))
            if start < end:
                yield start, end, person


def compare(walk, zone, folder):
    """How many shifts there are, and a line for each file that is not read alike."""
    contents = {}
    for seed in range(FILES):
        path = pathlib.Path(folder) / f"{zone.replace('/', '-')}-{seed}.csv"
        content, way = made(zone, seed)
        path.write_bytes(content)
        contents[str(path)] = content, way
    count, lines, local = 0, [], zoneinfo.ZoneInfo(zone)
    for path, found in calendars.walked(walk, zone, contents).items():
        wanted = [(start, end, title.replace("\n", " ")) for start, end, title in expected(*contents[path], local)]
        count += len(wanted)
        lines += [f"{path}: {fault}" for fault in found["fault"]]
        for one, other in zip(wanted + [None], found["shift"] + [None]):
            if one != other:
                lines.append(f"{path}: csv says {one}, the engine {other}")
                break
    return count, lines
