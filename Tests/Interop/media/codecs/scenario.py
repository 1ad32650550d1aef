"""Desk phones with one codec that the trunk has not."""

import glob
import os
import struct
import wave

from peers import audio, baresip
from peers.world import TONES


def check_g722_alone(world):
    """A phone with G.722 alone talks with a patient in µ-law: both hear each other, and the key press comes through."""
    world.start(first_ring=20)
    phone = world.phone("211", program=baresip, codecs="g722/16000/1", record=True)
    patient = world.call("5", "talk", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.rings("211")
    phone.answer()
    world.expect("the phone's call stands", "211", "CALL_ESTABLISHED", 5)
    patient.act()
    phone.press("1")
    world.hears("patient", "211", 2.0)
    patient.act()
    world.ended_well(patient)
    phone.stop()
    with open(phone.program.log, errors="replace") as log:
        world.require("Set audio decoder: G722" in log.read(), "baresip did not decode G.722")
    with wave.open(glob.glob(os.path.join(phone.folder, "dump-*-dec.wav"))[0]) as recording:
        rate, frames = recording.getframerate(), recording.readframes(recording.getnframes())
    ear = audio.Ear({"patient": TONES["patient"]})
    # Of samples at 16 kHz every second one is enough for a tone.
    samples = struct.unpack(f"<{len(frames) // 2}h", frames[: len(frames) // 2 * 2])
    list(ear.hear(samples[:: rate // audio.RATE]))
    seconds = ear.seconds.get("patient", 0)
    world.require(seconds >= 1.5, f"the phone's recording holds {seconds:.1f} s of the patient at {rate} Hz")
