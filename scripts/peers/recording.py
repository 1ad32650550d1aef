"""A clinic that records its calls, a call that is recorded, and what is in the recording."""

import os
import subprocess
import time

from . import baresip, mediaprocess
from .daemon import binary

_SECTION = """
recording:
  numbers: ["+16025550100"]
  keys: {{ file: {keys} }}
  quota: {quota}
  directory: {folder}
limits:"""


def keys(world, *names):
    """The key file, with a new key for each name at its end."""
    path = os.path.join(world.folder, "recording-keys")
    with open(path, "a") as file:
        for name in names:
            file.write(world.daemon_says("recording", "new-key", name))
    return path


def start(world, **changes):
    """Starts a clinic that records, and the phone of who is on call."""
    serve(world, **changes)
    return world.phone("211", program=baresip)


def serve(world, key_file=None, folder=None, media=None, quota="100 MB", **changes):
    """Starts a clinic that records."""
    world.daemon_says = lambda *words: subprocess.run(
        [binary("debug"), *words], capture_output=True, text=True, timeout=20, check=True
    ).stdout
    world.recordings = folder or os.path.join(world.folder, "recordings")
    section = _SECTION.format(keys=key_file or keys(world, "2026"), folder=world.recordings, quota=quota)
    but = [("\nlimits:", section)]
    if media:
        but.append(("media: { address: 127.0.0.1,", media))
    world.start(first_ring=20, but=but, **changes)


def talk(world, phone):
    """A call until the two are joined and have heard the announcement; returns the patient."""
    before = mediaprocess.seconds(world, "patient", "sound")
    patient = world.call("5", "talk", "hang up")
    world.hears("patient", "sound", before + 1.0)
    patient.act()
    world.rings("211")
    phone.answer()
    world.expect("the phone's call stands", "211", "CALL_ESTABLISHED", 5)
    patient.act()
    phone.press("1")
    return patient


def recorded(world, within=10):
    """The one recording's entry, once the list has its end."""
    deadline = time.monotonic() + within
    while True:
        entries = world.daemon.ask_json("recording", "list", world.clinic.path)["recordings"]
        if entries and entries[0].get("ended"):
            return entries[0]
        world.require(time.monotonic() < deadline, f"no recording has ended: {entries}")
        time.sleep(0.1)


def export(world, name, *more):
    """What `nightbell recording export` says, and the path of its file."""
    out = os.path.join(world.folder, "export.wav")
    return world.daemon.ask("recording", "export", name, world.clinic.path, "--out", out, *more), out
