"""What one person hears of one call is one stream, whoever speaks in it; tshark is the judge."""

import re
import subprocess

from peers import audio
from peers.network import Capture


def _capture(world, address, first, last):
    """tshark at what the daemon sends to these ports of an address."""
    ours = range(world.clinic.media_port, world.clinic.media_port + 200, 2)
    wanted = f"udp and dst host {address} and src portrange {ours[0]}-{ours[-1]} and dst portrange {first}-{last}"
    capture = Capture(world.folder, wanted, ours, "rtp", f"rtp-{address}-{first}")
    capture.wait_until_listening()
    return capture


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
        _capture(world, world.trunk_address, 1024, 65535), _capture(world, "127.0.0.1", first, last),
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


def check_prompt_to_the_sample(world):
    """A prompt of 3 s from a file is, in what the patient is sent, each of its 24,000 samples in µ-law, in order."""
    seed, samples = 1, []
    for number in range(24_000):
        # Noise that is its own only likeness, from a linear congruence.
        seed = (seed * 1_103_515_245 + 12_345) & 0x7FFFFFFF
        samples.append(((seed >> 12) & 0x3FFF) - 0x2000)
    path = f"{world.folder}/noise.wav"
    audio.write_wav(path, samples)
    world.start(but=(('    en: "Interop clinic."', f"    en: {{ file: {path} }}"),))
    first = _capture(world, world.trunk_address, 1024, 65535)
    try:
        patient = world.call("hang up")
        world.hears("patient", "sound", 4.5)
        patient.act()
        world.ended_well(patient)
    finally:
        first.end()
    payloads = first.fields("rtp.p_type == 0", "rtp.payload")
    octets = b"".join(bytes.fromhex(payload.replace(":", "")) for (payload,) in payloads)
    heard = [audio.ULAW[octet] for octet in octets]
    # It begins with a packet; which one, the first 20 ms say.
    _, at = min(
        (sum(abs(a - b) for a, b in zip(heard[at : at + 160], samples)), at) for at in range(0, len(heard) - 160, 160))
    wrong = [
        place for place, (octet, sample) in enumerate(zip(octets[at:], samples))
        # What lies on the edge between two codes, the standard gives to the lower or to the upper by its sign.
        if audio.ULAW[octet] not in (audio.ULAW[_mu_law(sample)], audio.ULAW[_mu_law(sample + (sample < 0))])
    ]
    world.require(
        len(heard) - at >= len(samples) and not wrong,
        f"from packet {at // 160} on, {len(wrong)} of {len(samples)} samples are others, the first is {wrong[:1]}")


def _mu_law(sample):
    """The code of ITU-T G.711 for 16 bits, which at the edges of segments is not the nearest one."""
    magnitude = min(abs(sample), 32635) + 0x84
    exponent = magnitude.bit_length() - 8
    return ~((0x80 if sample < 0 else 0) | exponent << 4 | magnitude >> exponent + 3 & 15) & 0xFF
