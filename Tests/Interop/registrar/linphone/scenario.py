"""Linphone as a desk phone."""

import struct
import wave

from peers import audio, linphone
from peers.world import TONES


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


def _rings_and_leaves(world, extension):
    patient = world.call("5", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.rings(extension)
    patient.act()
    world.ended_well(patient)
