"""Audio in a process of its own."""

import os
import signal
import socket
import time

from peers import mediaprocess
from peers.mediaprocess import go_on, sources


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


def check_media_process_is_killed(world):
    """After kill -9 of the media process both people hear each other again within a second, and the call ends well."""
    media = mediaprocess.start(world)
    desk, patient = _talk(world)
    ports = {who: {event.detail["from"] for event in sources(world, who)} for who in ("patient", "213")}
    before = {who: len(sources(world, who)) for who in ports}
    first = media.pid
    killed = time.monotonic()
    media.kill()
    for who in ports:
        event = mediaprocess.next_source(world, who, before[who])
        world.require(
            event.time - killed < 1.0, f"{who} was without a stream for {event.time - killed:.2f} s")
        world.require(event.detail["marker"], f"the first packet to {who} has no marker")
    go_on(world, 0.5, 3)
    for who, known in ports.items():
        now = {event.detail["from"] for event in sources(world, who)}
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
    media = mediaprocess.start(world)
    desk, patient = _talk(world)
    first = media.pid
    os.kill(first, signal.SIGSTOP)
    go_on(world, 0.5, 12)
    world.require(media.pid not in (None, first), "there is no other media process")
    patient.act()
    world.ended_well(patient)
    world.silent("213")
    world.record()


def check_daemon_is_killed(world):
    """After kill -9 of the daemon a bridge loses not one packet, and when the phone hangs up the next daemon ends the
    patient's side, with one record of the whole.
    """
    media = mediaprocess.start(world)
    desk, patient = _talk(world, "released")
    first = media.pid
    before = {who: len(sources(world, who)) for who in ("patient", "213")}
    mediaprocess.kept(world)
    mediaprocess.kill_daemon(world)
    go_on(world, 2.0, 10)
    world.restart()
    go_on(world, 1.0, 10)
    world.require(media.pid == first, "the media process is another one")
    mediaprocess.running(world, "with Front desk")
    mediaprocess.nothing_missed(world, before)
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
    mediaprocess.start(world)
    desk, patient = _talk(world, "hang up")
    mediaprocess.kept(world)
    mediaprocess.kill_daemon(world)
    world.restart()
    go_on(world, 1.0, 10)
    patient.act()
    world.ended_well(patient)
    world.silent("213")
    world.record()


def check_the_end(world):
    """SIGTERM of the daemon ends the media process too."""
    media = mediaprocess.start(world)
    world.daemon.stop()
    deadline = time.monotonic() + 5
    while media.pid and time.monotonic() < deadline:
        time.sleep(0.05)
    world.require(media.pid is None, "the media process lives on")


def check_garbage(world):
    """Garbage on the media process's socket is refused, and neither the call nor the daemon notices."""
    media = mediaprocess.start(world)
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
    go_on(world, 1.0, 10)
    for who in ("patient", "213"):
        holes = world.timeline.any(who, "hole", lambda d: True)
        world.require(not holes, f"{who} missed packets: {[event.detail for event in holes]}")
    world.require(media.pid == first, "the media process is another one")
    patient.act()
    world.ended_well(patient)
    world.silent("213")
