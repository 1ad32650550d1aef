"""The media process of a daemon with `media: { process: own }`, a daemon that dies, and what is kept of its calls."""

import contextlib
import os
import signal
import sqlite3
import time

_OURS = "media: { address: 127.0.0.1,"
_OWN = "media: {{ process: own, socket: {socket}, address: 127.0.0.1,"


class MediaProcess:
    """The process that listens on a path, found by its command line, and ended with the scenario."""

    def __init__(self, path):
        self.path = path

    @property
    def pid(self):
        for entry in os.listdir("/proc"):
            try:
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    words = file.read().decode().split("\0")
            except (OSError, UnicodeDecodeError):
                continue
            if entry.isdigit() and words[1:4] == ["media", "--socket", self.path]:
                return int(entry)
        return None

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)

    def stop(self):
        if self.pid:
            self.kill()


def start(world, but=(), **changes):
    """Starts the clinic with its audio in a process of its own."""
    path = os.path.join(world.clinic.short.name, "media.sock")
    media = MediaProcess(path)
    world.peers.append(media)
    world.start(but=((_OURS, _OWN.format(socket=path)), *but), **changes)
    world.require(media.pid, "no media process was started")
    return media


def kill_daemon(world):
    world.daemon.program.signal(signal.SIGKILL)
    world.daemon.program.wait(5)
    world.daemon = None


def kept(world):
    """Waits until the store has the row of the talk: a kill before it ends the call as no row does."""
    deadline = time.monotonic() + 10
    store = os.path.join(world.folder, "nightbell.sqlite")
    while time.monotonic() < deadline:
        with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as base:
            rows = base.execute("SELECT lines FROM running_call").fetchall()
        if any('"responder"' in lines for (lines,) in rows):
            return
        time.sleep(0.05)
    world.require(False, "the call has no row in the store")


def registered(world, phones):
    """Waits until the store has so many bindings: they are written behind."""
    deadline = time.monotonic() + 10
    store = os.path.join(world.folder, "nightbell.sqlite")
    while time.monotonic() < deadline:
        with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as base:
            if base.execute("SELECT count(*) FROM binding").fetchone()[0] >= phones:
                return
        time.sleep(0.05)
    world.require(False, f"the store has not {phones} bindings")


def running(world, wanted):
    """Waits until `nightbell calls` says that this call runs; `None` for no call."""
    deadline = time.monotonic() + 5
    while True:
        calls = [call["stage"] for call in world.daemon.ask_json("calls", world.clinic.path)["running"]]
        if calls == ([] if wanted is None else [wanted]):
            return
        world.require(time.monotonic() < deadline, f"nightbell calls does not say '{wanted}': {calls}")
        time.sleep(0.05)


def seconds(world, who, what):
    """How long somebody has heard somebody."""
    heard = world.timeline.any(who, "heard", lambda d: d["what"] == what)
    return heard[-1].detail["seconds"] if heard else 0.0


def go_on(world, much, within, pairs=(("patient", "213"), ("213", "patient"))):
    """All hear so many seconds more of each other."""
    deadline = time.monotonic() + within
    wanted = {pair: seconds(world, *pair) + much for pair in pairs}
    for (who, what), least in wanted.items():
        world.expect(
            f"{who} hears {what} again", who, "heard", max(0.01, deadline - time.monotonic()),
            lambda d, what=what, least=least: d["what"] == what and d["seconds"] >= least,
        )


def sources(world, who):
    """The streams that somebody has got."""
    return world.timeline.any(who, "source", lambda d: True)


def next_source(world, who, count, within=5):
    """The stream that comes after so many."""
    deadline = time.monotonic() + within
    while len(sources(world, who)) <= count and time.monotonic() < deadline:
        time.sleep(0.01)
    there = sources(world, who)
    world.require(len(there) > count, f"{who} gets no stream again within {within} s")
    return there[count]


def nothing_missed(world, before):
    """No hole, and no stream besides those that were there before (how many, by name)."""
    for who, streams in before.items():
        holes = world.timeline.any(who, "hole", lambda d: True)
        world.require(not holes, f"{who} missed packets: {[event.detail for event in holes]}")
        world.require(len(sources(world, who)) == streams, f"{who} got another stream")
