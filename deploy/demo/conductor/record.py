"""The call's record, asked from the daemon after the call."""

import time

from peers.timeline import NotHappened


def print_record(stage, narrator):
    """Prints the call's record as `nightbell calls` shows it; returns it as a value."""
    deadline = time.monotonic() + 5
    while True:
        record = _of_this_call(stage)
        if record or time.monotonic() > deadline:
            break
        time.sleep(0.05)
    if not record:
        raise NotHappened("no record of the call was written")
    for line in stage.daemon.ask("calls", stage.daemon.configuration, "--last", "1").stdout.splitlines():
        narrator.plain(f"    {line}")
    return record


def _of_this_call(stage):
    """The record one of whose legs is the patient's dialog; the store may hold those of earlier evenings."""
    for record in stage.daemon.ask_json("calls", stage.daemon.configuration)["past"]:
        if any(leg["sipCallID"] == stage.patient.call_id for leg in record["legs"]):
            return record
    return None


def time_to_human(record):
    """Seconds from the first INVITE to the bridge that a person accepted, as the record says."""
    seconds = record.get("timeToHumanSeconds")
    if seconds is None:
        raise NotHappened(f"the record names no time to human; its outcome is {record['outcome']['kind']}")
    return float(seconds)
