"""Audio in a process of its own."""

import contextlib
import os
import signal
import socket
import sqlite3
import time

OWN = (("media: { address: 127.0.0.1,", "media: {{ process: own, socket: {socket}, address: 127.0.0.1,"),)


class _MediaProcess:
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


def _start(world):
    path = os.path.join(world.clinic.short.name, "media.sock")
    media = _MediaProcess(path)
    world.peers.append(media)
    world.start(but=((OWN[0][0], OWN[0][1].format(socket=path)),))
    world.require(media.pid, "no media process was started")
    return media


def _talk(world, end="hang up"):
    """A patient and the desk phone who hear each other."""
    desk = world.phone("213")
    patient = world.call("talk", end, number="+16025550101")
    world.rings("213")
    desk.answer()
    world.hears("patient", "213", 1.0)
    patient.act()
    world.hears("213", "patient", 1.0)
    return desk, patient


def _seconds(world, who, what):
    heard = world.timeline.any(who, "heard", lambda d: d["what"] == what)
    return heard[-1].detail["seconds"] if heard else 0.0


def _both_go_on(world, seconds, within):
    """Both hear so much more of each other."""
    deadline = time.monotonic() + within
    wanted = {pair: _seconds(world, *pair) + seconds for pair in (("patient", "213"), ("213", "patient"))}
    for (who, what), much in wanted.items():
        world.expect(
            f"{who} hears {what} again", who, "heard", max(0.01, deadline - time.monotonic()),
            lambda d, what=what, much=much: d["what"] == what and d["seconds"] >= much,
        )


def _sources(world, who):
    return world.timeline.any(who, "source", lambda d: True)


def _next_source(world, who, count):
    """The stream that comes after so many."""
    deadline = time.monotonic() + 5
    while len(_sources(world, who)) <= count and time.monotonic() < deadline:
        time.sleep(0.01)
    sources = _sources(world, who)
    world.require(len(sources) > count, f"{who} gets no stream again")
    return sources[count]


def check_media_process_is_killed(world):
    """After kill -9 of the media process both people hear each other again within a second, and the call ends well."""
    media = _start(world)
    desk, patient = _talk(world)
    ports = {who: {event.detail["from"] for event in _sources(world, who)} for who in ("patient", "213")}
    before = {who: len(_sources(world, who)) for who in ports}
    first = media.pid
    killed = time.monotonic()
    media.kill()
    for who in ports:
        event = _next_source(world, who, before[who])
        world.require(
            event.time - killed < 1.0, f"{who} was without a stream for {event.time - killed:.2f} s")
        world.require(event.detail["marker"], f"the first packet to {who} has no marker")
    _both_go_on(world, 0.5, 3)
    for who, known in ports.items():
        now = {event.detail["from"] for event in _sources(world, who)}
        world.require(now == known, f"{who} hears {now} and not {known}")
    world.require(media.pid not in (None, first), "there is no other media process")
    patient.act()
    world.ended_well(patient)
    world.silent("213")
    record = world.record()
    results = [attempt["result"] for attempt in record["attempts"]]
    world.require(results == ["accepted"], f"the record's attempts are {results}")


def check_media_process_hangs(world):
    """A media process that is stopped (SIGSTOP) is ended and replaced by the daemon, and both people hear each other again."""
    media = _start(world)
    desk, patient = _talk(world)
    first = media.pid
    os.kill(first, signal.SIGSTOP)
    _both_go_on(world, 0.5, 12)
    world.require(media.pid not in (None, first), "there is no other media process")
    patient.act()
    world.ended_well(patient)
    world.silent("213")
    world.record()


def _kill_daemon(world):
    world.daemon.program.signal(signal.SIGKILL)
    world.daemon.program.wait(5)
    world.daemon = None


def _kept(world):
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


def _running(world, wanted):
    """Waits until `nightbell calls` says that this call runs."""
    deadline = time.monotonic() + 5
    while True:
        running = world.daemon.ask_json("calls", world.clinic.path)["running"]
        if [call["stage"] for call in running] == [wanted]:
            return
        world.require(time.monotonic() < deadline, f"nightbell calls does not say '{wanted}': {running}")
        time.sleep(0.05)


def _nothing_missed(world, before):
    for who, streams in before.items():
        holes = world.timeline.any(who, "hole", lambda d: True)
        world.require(not holes, f"{who} missed packets: {[event.detail for event in holes]}")
        world.require(len(_sources(world, who)) == streams, f"{who} got another stream")


def check_daemon_is_killed(world):
    """After kill -9 of the daemon a bridge loses not one packet, and when the phone hangs up the next daemon ends the
    patient's side, with one record of the whole.
    """
    media = _start(world)
    desk, patient = _talk(world, "released")
    first = media.pid
    before = {who: len(_sources(world, who)) for who in ("patient", "213")}
    _kept(world)
    _kill_daemon(world)
    _both_go_on(world, 2.0, 10)
    world.restart()
    _both_go_on(world, 1.0, 10)
    world.require(media.pid == first, "the media process is another one")
    _running(world, "with Front desk")
    _nothing_missed(world, before)
    desk.hang_up()
    world.ended_well(patient)
    record = world.record()
    world.require(record["outcome"]["kind"] == "reachedHuman", f"the record says {record['outcome']}")
    results = [attempt["result"] for attempt in record["attempts"]]
    world.require(results == ["accepted"], f"the record's attempts are {results}")
    world.require(all(leg["packetsReceived"] > 150 for leg in record["legs"]), f"the record's legs are {record['legs']}")
    second = world.call("5", "hang up", name="second")
    world.hears("patient", "sound", 1.0)
    second.act()
    second.stop()


def check_daemon_is_killed_patient_hangs_up(world):
    """After kill -9 of the daemon and its restart the patient hangs up: both phones are free, and the call is recorded."""
    _start(world)
    desk, patient = _talk(world, "hang up")
    _kept(world)
    _kill_daemon(world)
    world.restart()
    _both_go_on(world, 1.0, 10)
    patient.act()
    world.ended_well(patient)
    world.silent("213")
    world.record()


def check_the_end(world):
    """SIGTERM of the daemon ends the media process too."""
    media = _start(world)
    world.daemon.stop()
    deadline = time.monotonic() + 5
    while media.pid and time.monotonic() < deadline:
        time.sleep(0.05)
    world.require(media.pid is None, "the media process lives on")


def check_garbage(world):
    """Garbage on the media process's socket is refused, and neither the call nor the daemon notices."""
    media = _start(world)
    desk, patient = _talk(world)
    first = media.pid
    for garbage in (b"GET / HTTP/1.1\r\n\r\n", bytes(60_001), b"NBMEDIA\0\0\7", os.urandom(400)):
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as stranger:
            stranger.settimeout(5)
            stranger.connect(media.path)
            try:
                stranger.send(garbage)
            except OSError:
                pass  # it was let go before
            try:
                answer = stranger.recv(2048)
            except ConnectionResetError:
                answer = stranger.recv(2048)  # what was said before the end comes after it is told (unix(7))
            world.require(b"another signalling process" in answer, f"it was not refused: {answer}")
    _both_go_on(world, 1.0, 5)
    for who in ("patient", "213"):
        holes = world.timeline.any(who, "hole", lambda d: True)
        world.require(not holes, f"{who} missed packets: {[event.detail for event in holes]}")
    world.require(media.pid == first, "the media process is another one")
    patient.act()
    world.ended_well(patient)
    world.silent("213")
