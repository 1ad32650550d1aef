"""Encrypted lines, and phones on connections, when the daemon or the media process is killed in a call."""

import glob
import os
import time

from peers import audio, baresip, mediaprocess
from peers.mediaprocess import go_on, sources
from peers.world import TONES

_WORDS = "password: secret-213"
# Of an encrypted line the tap can only say that it goes on; what the phone hears, its own recording has.
_PATIENT_HEARS = (("patient", "213"),)


def _encrypted(world):
    """A patient and a desk phone that talk, with keys in SDP on the phone's side; when they began."""
    media = mediaprocess.start(world, but=((_WORDS, f"{_WORDS}, srtp: required"),))
    desk = world.phone("213", program=baresip, encryption="srtp-mand")
    patient = world.call("talk", "hang up", number="+16025550101")
    world.rings("213")
    desk.answer()
    world.hears("patient", "213", 1.0)
    patient.act()
    began = time.monotonic()
    go_on(world, 1.0, 10, _PATIENT_HEARS)
    return media, desk, patient, began


def _ends_well(world, desk, patient, began, missed):
    """The phone's own recording holds the patient for the whole talk but `missed` seconds, and at the end of it too."""
    talked = time.monotonic() - began
    patient.act()
    world.ended_well(patient)
    world.silent("213")
    record = world.record()
    world.require(record["outcome"]["kind"] == "reachedHuman", f"the record says {record['outcome']}")
    desk.stop()
    read = world.timeline.any("213", "heard", lambda d: d["what"] == "patient" and d["seconds"] > 0.2)
    world.require(not read, "the patient's voice could be read on the line to the phone")
    heard = audio.channels(glob.glob(os.path.join(desk.folder, "dump-*-dec.wav"))[0])[0]
    whole = audio.seconds_of(TONES["patient"], heard)
    world.require(whole >= talked - missed, f"in {talked:.1f} s the phone heard the patient for {whole:.1f} s")
    last = audio.seconds_of(TONES["patient"], heard[-2 * audio.RATE :])
    world.require(last >= 1.0, f"in its last two seconds the phone heard the patient for {last:.1f} s")


def check_encrypted_daemon(world):
    """An encrypted line, kill -9 of the daemon: not a packet is missed, both hear each other on with the keys of before,
    and a hold and its end by the phone are answered with them.
    """
    media, desk, patient, began = _encrypted(world)
    before = {who: len(sources(world, who)) for who in ("patient", "213")}
    mediaprocess.kept(world)
    mediaprocess.kill_daemon(world)
    go_on(world, 1.5, 10, _PATIENT_HEARS)
    world.restart()
    go_on(world, 1.0, 10, _PATIENT_HEARS)
    mediaprocess.running(world, "with Front desk")
    mediaprocess.nothing_missed(world, before)
    desk.hold()
    world.on_hold("213")
    held = time.monotonic()
    desk.resume()
    go_on(world, 2.0, 10, _PATIENT_HEARS)
    # Of what was said while the phone held, nothing has to be heard; one second is what beginning and end may cost.
    _ends_well(world, desk, patient, began, 1.0 + min(2.0, time.monotonic() - held))


def check_encrypted_media(world):
    """An encrypted line, kill -9 of the media process: within seconds both hear each other again, with the keys of before."""
    media, desk, patient, began = _encrypted(world)
    before, first = len(sources(world, "213")), media.pid
    media.kill()
    go_on(world, 3.0, 10, _PATIENT_HEARS)
    world.require(media.pid not in (None, first), "there is no other media process")
    world.require(len(sources(world, "213")) > before, "the phone gets no other stream")
    _ends_well(world, desk, patient, began, 2.0)


def _connected(world, transport, end):
    """A patient and a desk phone on a connection that talk on over a kill -9 of the daemon and its restart."""
    more = {"ca_file": world.clinic.use_tls()} if transport == "tls" else {}
    mediaprocess.start(world)
    desk = world.phone("213", transport=transport, **more)
    patient = world.call("talk", end, number="+16025550101")
    world.rings("213")
    desk.answer()
    world.hears("patient", "213", 1.0)
    patient.act()
    world.hears("213", "patient", 1.0)
    mediaprocess.kept(world)
    mediaprocess.kill_daemon(world)
    go_on(world, 1.0, 10)
    world.restart()
    go_on(world, 1.0, 10)
    mediaprocess.running(world, "with Front desk")
    return desk, patient


def _is_recorded(world):
    record = world.record()
    world.require(record["outcome"]["kind"] == "reachedHuman", f"the record says {record['outcome']}")
    mediaprocess.running(world, None)


def _phone_hangs_up(world, transport):
    desk, patient = _connected(world, transport, "released")
    desk.hang_up()
    world.ended_well(patient)
    _is_recorded(world)


def check_tcp_phone_hangs_up(world):
    """A phone over TCP whose connection died with the daemon hangs up over a new one: the patient's side gets BYE."""
    _phone_hangs_up(world, "tcp")


def check_tls_phone_hangs_up(world):
    """A phone over TLS whose connection died with the daemon hangs up over a new one: the patient's side gets BYE."""
    _phone_hangs_up(world, "tls")


def _patient_hangs_up(world, transport):
    desk, patient = _connected(world, transport, "hang up")
    desk.register()
    world.expect("213 registers again", "213", "REGISTER_OK")
    patient.act()
    world.ended_well(patient)
    world.silent("213")
    _is_recorded(world)


def check_tcp_patient_hangs_up(world):
    """A phone over TCP registers again over a new connection, and the patient hangs up: our BYE comes over that one."""
    _patient_hangs_up(world, "tcp")


def check_tls_patient_hangs_up(world):
    """A phone over TLS registers again over a new connection, and the patient hangs up: our BYE comes over that one."""
    _patient_hangs_up(world, "tls")


def check_tcp_phone_stays_away(world):
    """A phone over TCP that makes no new connection: the patient's hang-up ends the call here all the same, and the phone's
    own is answered.
    """
    desk, patient = _connected(world, "tcp", "hang up")
    patient.act()
    world.ended_well(patient)
    _is_recorded(world)
    desk.hang_up()
    world.silent("213")
