"""Linphone as a desk phone."""

import struct
import wave

from peers import audio, linphone, mediaprocess
from peers.world import TONES

_BOTH = (("patient", "211"), ("211", "patient"))


def check_linphone_takes_the_call(world):
    """Linphone registers, rings, presses 1, is heard, and its own recording holds the patient's voice."""
    world.start(first_ring=20)
    doctor = world.linphone("211")
    patient = world.call("5", "talk", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.rings("211")
    doctor.answer()
    world.hears("211", "sound", 1.0)
    patient.act()
    doctor.press("1")
    world.hears("patient", "211", 2.0)
    world.hears("211", "patient", 2.0)
    patient.act()
    world.ended_well(patient)
    world.silent("211")
    doctor.stop()
    with wave.open(doctor.heard) as recording:
        rate, frames = recording.getframerate(), recording.readframes(recording.getnframes())
    # Its header may promise more than it has written.
    samples = struct.unpack(f"<{len(frames) // 2}h", frames[: len(frames) // 2 * 2])
    world.require(rate == audio.RATE, f"Linphone recorded at {rate} Hz")
    ear = audio.Ear({"patient": TONES["patient"]})
    list(ear.hear(samples))
    seconds = ear.seconds.get("patient", 0)
    world.require(seconds >= 1.5, f"Linphone's recording holds {seconds:.1f} s of the patient")


def check_sha_256(world):
    """An extension that is challenged with SHA-256 alone (RFC 8760): Linphone registers, and rings."""
    words = "password: secret-211"
    world.start(but=((words, f"{words}, digest: sha-256"),))
    world.phone("211", program=linphone, algorithm="SHA-256")
    _rings_and_leaves(world, "211")


def check_both_digests(world):
    """An extension that is challenged with SHA-256 and MD5: Linphone registers, and rings."""
    words = "password: secret-211"
    world.start(but=((words, f"{words}, digest: both"),))
    world.linphone("211")
    _rings_and_leaves(world, "211")


def _takes_a_call(world, doctor):
    patient = world.call("5", "talk", "hang up")
    world.hears("patient", "sound", mediaprocess.seconds(world, "patient", "sound") + 1.0)
    patient.act()
    world.rings("211")
    before = mediaprocess.seconds(world, "211", "sound")
    doctor.answer()
    world.hears("211", "sound", before + 1.0)
    patient.act()
    doctor.press("1")
    mediaprocess.go_on(world, 1.0, 10, _BOTH)
    return patient


def _over(world, patient, count):
    patient.act()
    world.ended_well(patient)
    world.silent("211")
    record = world.record(count)
    world.require(record["outcome"]["kind"] == "reachedHuman", f"the record says {record['outcome']}")


def check_killed_between_calls(world):
    """kill -9 of the daemon, and then of the media process, while Linphone waits: without registering again it rings, and talks."""
    media = mediaprocess.start(world, first_ring=20)
    doctor = world.linphone("211")
    mediaprocess.registered(world, 1)
    mediaprocess.kill_daemon(world)
    world.restart()
    _over(world, _takes_a_call(world, doctor), 1)
    first = media.pid
    media.kill()
    _over(world, _takes_a_call(world, doctor), 2)
    world.require(media.pid not in (None, first), "there is no other media process")
    logins = world.timeline.any("211", "sip-sent", lambda d: d["line"].startswith("REGISTER"))
    world.require(not logins, f"Linphone has registered again: {logins}")


def check_killed_in_a_call(world):
    """kill -9 of the daemon, and then of the media process, while Linphone talks: both hear each other on, the new daemon
    answers Linphone's hold, and within the minute Linphone registers with it by itself, and takes the next call.
    """
    media = mediaprocess.start(world, first_ring=20)
    doctor = world.phone("211", program=linphone, expires=60)
    patient = _takes_a_call(world, doctor)
    mediaprocess.kept(world)
    mediaprocess.kill_daemon(world)
    mediaprocess.go_on(world, 1.0, 10, _BOTH)
    world.restart()
    mediaprocess.running(world, "with Dr. Adams")
    media.kill()
    mediaprocess.go_on(world, 1.0, 10, _BOTH)
    doctor.hold()
    world.expect("Linphone holds", "211", "CALL_HELD")
    doctor.resume()
    mediaprocess.go_on(world, 1.0, 10, _BOTH)
    _over(world, patient, 1)
    asked = world.gets("211", "SIP/2.0 401", 60, where=lambda d: "REGISTER" in d["cseq"])
    answered = world.gets("211", "SIP/2.0 200", where=lambda d: "REGISTER" in d["cseq"])
    world.require(answered.time > asked.time, "the new daemon believed what the one before had challenged")
    _over(world, _takes_a_call(world, doctor), 2)


def _rings_and_leaves(world, extension):
    patient = world.call("5", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.rings(extension)
    patient.act()
    world.ended_well(patient)
