"""The call's record, asked from the daemon after the call."""

import time

from peers.timeline import NotHappened


def print_record(stage, narrator):
    """Prints the newest record as `nightbell calls` shows it; returns it as a value."""
    deadline = time.monotonic() + 5
    while True:
        records = stage.daemon.ask_json("calls", stage.daemon.configuration)
        if records or time.monotonic() > deadline:
            break
        time.sleep(0.05)
    if not records:
        raise NotHappened("no record of the call was written")
    for line in stage.daemon.ask("calls", stage.daemon.configuration).stdout.splitlines():
        narrator.plain(f"    {line}")
    return records[0]


def time_to_human(record):
    """Seconds from the first INVITE to the bridge that a person accepted, as the record says."""
    seconds = record.get("timeToHuman")
    if seconds is None:
        raise NotHappened(f"the record names no time to human; its outcome is {record.get('outcome')}")
    return float(seconds)
