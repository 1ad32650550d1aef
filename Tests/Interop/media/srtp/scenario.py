"""SRTP with keys in SDP (RFC 4568), phone by phone."""

import glob
import os

from peers import audio, baresip, linphone
from peers.network import Loss
from peers.spoiler import Spoiler
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


def _uri(world, whom):
    return f"sip:{whom}@127.0.0.1:{world.clinic.sip_port}"


def _calls_desk(world, phone, desk):
    """The phone calls the front desk, which answers and hears it."""
    phone.dial(_uri(world, "16025550101"))
    world.rings("213")
    desk.answer()
    world.hears("213", phone.name, 1.5)


def _was_encrypted(world, phone, recording):
    read = world.timeline.any(phone.name, "heard", lambda d: d["what"] == "213" and d["seconds"] > 0.2)
    world.require(not read, f"the desk's voice could be read on the line to {phone.name}")
    phone.stop()
    seconds = audio.seconds_of(TONES["213"], audio.channels(recording())[0])
    world.require(seconds >= 1.0, f"the recording of {phone.name} holds {seconds:.1f} s of the desk")


def check_phones_call(world):
    """`srtp: required`, and the phones call: one without SRTP gets 488, baresip that insists talks with the desk. What it sends
    comes again from its own address, cut off at each octet, whole, and with a head that cannot be: of its voice nothing is
    missing.
    """
    secrets = [f"password: secret-{extension}" for extension in ("211", "212")]
    world.start(but=tuple((secret, f"{secret}, srtp: required") for secret in secrets))
    desk = world.phone("213")
    plain = world.phone("212")
    phone = world.phone("211", program=baresip, encryption="srtp-mand")
    world.listen()
    plain.dial(_uri(world, "16025550101"))
    world.gets("212", "SIP/2.0 488")
    _calls_desk(world, phone, desk)
    first = world.clinic.media_port
    spoiler = Spoiler(phone.place, range(first, first + 200))
    world.peers.append(spoiler)
    spoiler.start()
    spoiler.join(20)
    heard = world.timeline.any("213", "heard", lambda d: d["what"] == "211")[-1].detail["seconds"]
    world.hears("213", "211", heard + 2.0)
    world.require(spoiler.sent > 1000, f"{spoiler.sent} spoiled packets were sent")
    desk.hang_up()
    world.silent("213")
    _was_encrypted(world, phone, lambda: glob.glob(os.path.join(phone.folder, "dump-*-dec.wav"))[0])
    world.require(len(world.timeline.any("213", "source")) <= 2, "the desk got another stream")
    holes = world.timeline.any("213", "hole")
    world.require(not holes, f"of the phone's voice this is missing: {holes[:1]}")
    world.record(2)
    counters = world.daemon.ask_json("status", world.clinic.path)["counters"]
    refused = counters["media.packetsRefused"] + counters["media.packetsMalformed"]
    world.require(refused > 0.9 * spoiler.sent, f"of {spoiler.sent} spoiled packets {refused} were refused")


def check_linphone_calls(world):
    """`srtp: optional`, and Linphone that can calls the desk: encrypted, and each hears the other."""
    world.start(but=((_WORDS, f"{_WORDS}, srtp: optional"),))
    desk = world.phone("213")
    phone = world.phone("211", program=linphone, encryption="srtp")
    world.listen()
    _calls_desk(world, phone, desk)
    desk.hang_up()
    world.silent("213")
    _was_encrypted(world, phone, lambda: phone.heard)


def check_off(world):
    """Without `srtp:` a baresip that insists gets 488 when it calls, and refuses when it is called; one that only can talks in the
    open.
    """
    world.start()
    desk = world.phone("213")
    strict = world.phone("211", program=baresip, encryption="srtp-mand")
    phone = world.phone("212", program=baresip, encryption="srtp")
    world.listen()
    strict.dial(_uri(world, "16025550101"))
    world.gets("211", "SIP/2.0 488")
    phone.dial(_uri(world, "211"))
    world.expect("211 refuses", "211", "sip-sent", where=lambda d: d["line"].startswith("SIP/2.0 488"))
    world.silent("212")
    _calls_desk(world, phone, desk)
    world.hears("212", "213", 1.0)
    desk.hang_up()
    world.silent("213")
