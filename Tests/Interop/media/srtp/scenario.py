"""SRTP with keys in SDP (RFC 4568), phone by phone."""

import glob
import os

from peers import audio, baresip, linphone
from peers.network import Loss
from peers.world import TONES

_WORDS = "password: secret-211"


def _call(world, phone, recording):
    patient = world.talk(phone)
    world.hears("patient", "211", 2.0)
    # The tap reads RTP in the open: of an encrypted line it can make nothing.
    read = world.timeline.any("211", "heard", lambda d: d["what"] == "patient" and d["seconds"] > 0.2)
    world.require(not read, "the patient's voice could be read on the line to the phone")
    patient.act()
    world.ended_well(patient)
    phone.stop()
    seconds = audio.seconds_of(TONES["patient"], audio.channels(recording())[0])
    world.require(seconds >= 1.5, f"the phone's recording holds {seconds:.1f} s of the patient")


def _baresip(world, ours, theirs):
    world.start(first_ring=20, but=((_WORDS, f"{_WORDS}, srtp: {ours}"),))
    phone = world.phone("211", program=baresip, encryption=theirs)
    _call(world, phone, lambda: glob.glob(os.path.join(phone.folder, "dump-*-dec.wav"))[0])


def check_baresip_required(world):
    """`srtp: required` and baresip that insists (RTP/SAVP): keys, voice and key press go through encrypted."""
    _baresip(world, "required", "srtp-mand")


def check_reports(world):
    """RTCP of an encrypted line with baresip: its reports are opened, and loss, round trip and MOS of it are on record."""
    world.start(first_ring=20, but=((_WORDS, f"{_WORDS}, srtp: required"),))
    phone = world.phone("211", program=baresip, encryption="srtp-mand")
    loss = Loss.of_every_20th(phone.place)
    try:
        patient = world.talk(phone)
        # Two reports of each side, whose mean distance is five seconds.
        world.hears("patient", "211", 13.0, within=40)
        patient.act()
        world.ended_well(patient)
        dropped = loss.dropped()
    finally:
        loss.end()
    line = world.record()["legs"][1]
    quality = line["quality"]
    world.require(dropped >= 20, f"only {dropped} packets were dropped")
    world.require(dropped - 1 <= quality["packetsLost"] <= dropped, f"{dropped} were dropped; the record: {quality}")
    world.require(3.0 < quality["opinion"] < 4.0, f"MOS at 5 % loss: {quality['opinion']}")
    reported = quality.get("reported")
    world.require(reported is not None, f"the phone's reports are not in the record: {quality}")
    world.require(reported["packetsLost"] <= 1, f"on loopback the phone lost {reported['packetsLost']}")
    world.require(0 <= reported["roundTrip"] < 100, f"round trip {reported.get('roundTrip')} ms")


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
