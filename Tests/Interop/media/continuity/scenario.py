"""What one person hears of one call is one stream, whoever speaks in it; tshark is the judge."""

import re
import subprocess

from peers.network import sent_audio


def _is_one_stream(world, capture, who):
    """One SSRC, numbers without a hole, timestamps that keep step with the clock (RFC 3550 §5.1); returns the packets."""
    names = ("frame.time_relative", "rtp.ssrc", "rtp.seq", "rtp.timestamp", "rtp.p_type", "rtp.marker")
    packets = [
        (float(time), ssrc, int(sequence), int(stamp), int(kind), marker in ("1", "True"))
        for time, ssrc, sequence, stamp, kind, marker in capture.fields("rtp", *names)
    ]
    world.require(len(packets) > 100, f"tshark saw {len(packets)} packets to {who}")
    sources = {packet[1] for packet in packets}
    world.require(len(sources) == 1, f"{who} got {len(sources)} sources: {sources}")
    numbers = [packet[2] for packet in packets]
    for before, after in zip(numbers, numbers[1:]):
        world.require((after - before) & 0xFFFF == 1, f"{who}: sequence {before}, then {after}")
    # The packets of a key all have the time of its beginning (RFC 4733 §2.2), whatever is said meanwhile.
    packets = [packet for packet in packets if packet[4] < 96]
    for before, after in zip(packets, packets[1:]):
        step = (after[3] - before[3]) & 0xFFFFFFFF
        world.require(step < 0x80000000, f"{who}: the timestamp went back from {before[3]} to {after[3]}")
        # A phone that was on hold goes on with its own numbers, some without a marker: then the clock says how far it is.
        world.require(
            step == 160 or after[5] or abs(step / 8000 - (after[0] - before[0])) < 0.06,
            f"{who}: after {before} the timestamp is {step} further, and neither marker nor clock says why")
    ticks = (packets[-1][3] - packets[0][3]) & 0xFFFFFFFF
    passed = packets[-1][0] - packets[0][0]
    world.require(
        abs(ticks / 8000 - passed) < 0.1 + passed / 50, f"{who}: {ticks / 8000:.2f} s of timestamps in {passed:.2f} s")
    summary = subprocess.run(
        ["tshark", "-r", capture.file, "-q", "-z", "rtp,streams", *capture.reading], check=True, capture_output=True,
        text=True,
    ).stdout
    lost = re.findall(r"(-?\d+) \((-?[\d.]+)%\)", summary)
    world.require([count for count, _ in lost] == ["0"], f"tshark's streams to {who}:\n{summary}")
    return packets


def check_prompt_ringing_person_and_hold(world):
    """Greeting, menu, ringing, a person, hold and the person again: to tshark it is one stream without a hole, on both sides."""
    world.start(first_ring=20)
    phone = world.phone("211")
    first, last = phone.place.ports[0]
    captures = [
        sent_audio(world, world.trunk_address), sent_audio(world, "127.0.0.1", first, last),
    ]
    try:
        patient = world.call("5", "talk", "hang up")
        world.hears("patient", "sound", 1.5)
        patient.act()
        world.rings("211")
        # What is heard while it rings.
        world.hears("patient", "sound", 4.0, within=25)
        phone.answer()
        world.hears("211", "sound", 0.8)
        phone.press("1")
        patient.act()
        world.hears("patient", "211", 1.5)
        world.hears("211", "patient", 1.5)
        phone.hold()
        held = world.on_hold("211")
        world.timeline.quiet(
            "a phone on hold hears the patient", "211", "heard", lambda d: d["what"] == "patient", held.time + 0.3, 1)
        phone.resume()
        world.hears("patient", "211", 3.0)
        world.hears("211", "patient", 3.0)
        patient.act()
        world.ended_well(patient)
    finally:
        for capture in captures:
            capture.end()
    _is_one_stream(world, captures[0], "the patient")
    _is_one_stream(world, captures[1], "the phone")
