"""SRTP with keys in SDP (RFC 4568), phone by phone."""

import glob
import os
import struct
import wave

from peers import audio, baresip, linphone
from peers.world import TONES

_WORDS = "password: secret-211"


def _heard_by(world, path):
    """Seconds of the patient's voice in a phone's own recording of what it decoded."""
    with wave.open(path) as recording:
        rate, frames = recording.getframerate(), recording.readframes(recording.getnframes())
    world.require(rate == audio.RATE, f"the phone recorded at {rate} Hz")
    ear = audio.Ear({"patient": TONES["patient"]})
    list(ear.hear(struct.unpack(f"<{len(frames) // 2}h", frames[: len(frames) // 2 * 2])))
    return ear.seconds.get("patient", 0)


def _call(world, phone, recording):
    patient = world.call("5", "talk", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.rings("211")
    phone.answer()
    world.expect("the phone's call stands", "211", "CALL_ESTABLISHED", 5)
    patient.act()
    phone.press("1")
    world.hears("patient", "211", 2.0)
    # The tap reads RTP in the open: of an encrypted line it can make nothing.
    read = world.timeline.any("211", "heard", lambda d: d["what"] == "patient" and d["seconds"] > 0.2)
    world.require(not read, "the patient's voice could be read on the line to the phone")
    patient.act()
    world.ended_well(patient)
    phone.stop()
    seconds = _heard_by(world, recording())
    world.require(seconds >= 1.5, f"the phone's recording holds {seconds:.1f} s of the patient")


def _baresip(world, ours, theirs):
    world.start(first_ring=20, but=((_WORDS, f"{_WORDS}, srtp: {ours}"),))
    phone = world.phone("211", program=baresip, encryption=theirs)
    _call(world, phone, lambda: glob.glob(os.path.join(phone.folder, "dump-*-dec.wav"))[0])


def check_baresip_required(world):
    """`srtp: required` and baresip that insists (RTP/SAVP): keys, voice and key press go through encrypted."""
    _baresip(world, "required", "srtp-mand")


def check_baresip_optional(world):
    """`srtp: optional` and baresip that can (a=crypto beside RTP/AVP): the call is encrypted."""
    _baresip(world, "optional", "srtp")


def check_linphone_required(world):
    """`srtp: required` and Linphone with SRTP: both hear each other, and the line cannot be read."""
    world.start(first_ring=20, but=((_WORDS, f"{_WORDS}, srtp: required"),))
    phone = world.phone("211", program=linphone, encryption="srtp")
    _call(world, phone, lambda: phone.heard)


def check_plain_phone(world):
    """`srtp: required` and a baresip without SRTP: it refuses with 488, and the caller is not lost over it."""
    world.start(first_ring=20, but=((_WORDS, f"{_WORDS}, srtp: required"),))
    world.phone("211")
    patient = world.call("5", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.expect("the phone refuses", "211", "sip-sent", 5, lambda d: d["line"].startswith("SIP/2.0 488"))
    patient.act()
    world.ended_well(patient)
