"""What is heard of a prompt, against its file: to the sample in G.711, by correlation in what other codecs leave of it."""

import glob
import math
import os
import random
import wave

from peers import audio, baresip
from peers.network import sent_audio

PACKET = audio.PACKET
_GREETING, _MENU = '    en: "Interop clinic."', '    en: "For the provider on call, press 5. To be called back, press 2."'


def _noise(world, name, seconds):
    """A file of noise that is its own only likeness, and its samples."""
    chance = random.Random(name)
    samples = [chance.randrange(-8192, 8192) for _ in range(round(seconds * audio.RATE))]
    path = f"{world.folder}/{name}.wav"
    audio.write_wav(path, samples)
    return f"{{ file: {path} }}", samples


def _law(sample):
    """The code of ITU-T G.711 for 16 bits, which at the edges of segments is not the nearest one."""
    magnitude = min(abs(sample), 32635) + 0x84
    exponent = magnitude.bit_length() - 8
    return ~((0x80 if sample < 0 else 0) | exponent << 4 | magnitude >> exponent + 3 & 15) & 0xFF


def _is(octet, sample):
    """Whether it is the sample. What lies on the edge between two codes, the standard gives to the lower or to the upper."""
    return audio.ULAW[octet] in (audio.ULAW[_law(sample)], audio.ULAW[_law(sample + (sample < 0))])


def _equal(octets, at, samples):
    """How many samples from the first on are what was sent from `at` on."""
    pairs = zip(octets[at:], samples)
    return next((place for place, pair in enumerate(pairs) if not _is(*pair)), min(len(octets) - at, len(samples)))


def _starts(octets, samples):
    """Where it begins: always with a packet."""
    return [at for at in range(0, len(octets), PACKET) if _equal(octets, at, samples[:PACKET]) == PACKET]


def _start(world, octets, samples, what):
    starts = _starts(octets, samples)
    world.require(len(starts) == 1, f"{what} begins {len(starts)} times: {starts}")
    return starts[0]


def _whole(world, octets, samples, what):
    """Requires that it was sent from its first to its last sample, and that silence fills up its last packet; where it ends."""
    at = _start(world, octets, samples, what)
    same = _equal(octets, at, samples)
    world.require(same == len(samples), f"{what}: {same} of {len(samples)} samples are right, the next one is another")
    end = at + len(samples)
    rest = octets[end : end + -end % PACKET]
    world.require(not any(audio.ULAW[octet] for octet in rest), f"{what} is followed by {rest.hex()}")
    return end + len(rest)


def _sent(capture):
    """All audio that the daemon sent in µ-law. What it sends last, tshark may not have written."""
    payloads = capture.fields("rtp.p_type == 0 and ip.src == 127.0.0.1", "rtp.payload")
    return b"".join(bytes.fromhex(payload.replace(":", "")) for (payload,) in payloads)


def check_queue(world):
    """Two prompts of 18,801 and 9,333 samples in one `say` are sent as 28,134 samples in order, without a gap, once."""
    (first, one), (second, two) = _noise(world, "first", 18_801 / 8000), _noise(world, "second", 9_333 / 8000)
    menu, three = _noise(world, "menu", 2)
    world.start(but=(
        (_GREETING, f"    en: {first}\n  second:\n    en: {second}"), (_MENU, f"    en: {menu}"),
        ("- say: greeting", "- say: [greeting, second]"),
    ))
    capture = sent_audio(world, world.trunk_address)
    try:
        patient = world.call("hang up")
        world.hears("patient", "sound", 4.3)
        patient.act()
        world.ended_well(patient)
    finally:
        capture.end()
    octets = _sent(capture)
    end = _whole(world, octets, one + two, "the two")
    begun = _start(world, octets, three, "the menu behind them")
    world.require(begun >= end, f"the menu began at {begun}, before {end}")


def check_barge_in_and_loop(world):
    """A key stops the menu within four packets (80 ms); while it rings, 10,407 samples go round without a gap, three times."""
    (menu, said), (opening, opened), (waiting, heard) = (
        _noise(world, "menu", 9), _noise(world, "opening", 0.35), _noise(world, "waiting", 10_407 / 8000))
    world.start(first_ring=20, but=(
        (_MENU, f"    en: {menu}\n  opening:\n    en: {opening}\n  waiting:\n    en: {waiting}"),
        ("  urgent:\n", "  urgent:\n    caller_hears: waiting\n    opening: opening\n"),
        ("    - say: greeting\n", ""),
    ))
    world.phone("211")
    capture = sent_audio(world, world.trunk_address, heard_too=True)
    try:
        patient = world.call("5", "hang up")
        world.hears("patient", "sound", 1.5)
        patient.act()
        world.rings("211")
        world.hears("patient", "sound", 6.5)
        patient.act()
        world.ended_well(patient)
    finally:
        capture.end()
    octets = _sent(capture)
    at = _start(world, octets, said, "the menu")
    last = (at + _equal(octets, at, said)) // PACKET
    rows = capture.fields("rtp", "ip.src", "rtp.p_type")
    key = rows.index([world.trunk_address, "101"])
    before = rows[:key].count(["127.0.0.1", "0"])
    world.require(before > at // PACKET + 50, "the key came before the menu")
    world.require(before <= last <= before + 4, f"{last - before} packets of the menu came behind the key")
    _whole(world, octets, opened, "the opening")
    begun = _start(world, octets, heard, "what is heard meanwhile")
    same = _equal(octets, begun, heard * 10)
    world.require(same >= 3 * len(heard), f"{len(heard)} samples go round for {same}")
    world.require(same == len(octets) - begun, f"after {same} samples comes something else")


def check_type_ahead(world):
    """baresip presses 1 and 5 while an announcement plays: that is heard to its end, no menu begins, and the doctor's phone rings."""
    (greeting, first), (menu, second), (deeper, third) = (
        _noise(world, name, seconds) for name, seconds in (("greeting", 3.003), ("menu", 2), ("deeper", 2)))
    world.start(first_ring=20, but=(
        (_GREETING, f"    en: {greeting}"), (_MENU, f"    en: {menu}\n  deeper:\n    en: {deeper}"),
        ("- say: greeting", "- announce: greeting"),
        ('"2": { reason: refill, do: callback within 4h }', '"1": { reason: visit, do: menu deeper }'),
        ("menus:\n", 'menus:\n  deeper:\n    say: deeper\n    keys:\n      "5": { reason: urgent, do: escalate urgent }\n'
         "    silence: escalate urgent\n"),
        ('      "5": { reason: urgent, do: escalate urgent }\n      "1"', '      "1"'),
    ))
    world.phone("211")
    caller = world.phone("212")
    world.listen()
    capture = sent_audio(world, "127.0.0.1", *caller.place.ports[0])
    try:
        caller.dial(f"sip:16025550100@127.0.0.1:{world.clinic.sip_port}")
        world.hears("212", "sound", 0.5)
        caller.press("15")
        for _ in range(2):
            world.expect("212 presses a key", "212", "key-sent")
        world.rings("211")
        world.hears("212", "sound", 4.0)
        caller.hang_up()
        world.silent("211")
    finally:
        capture.end()
    octets = _sent(capture)
    _whole(world, octets, first, "the announcement")
    for samples, what in ((second, "menu"), (third, "second menu")):
        world.require(not _starts(octets, samples), f"the {what} began")


def _voice(seconds=3):
    """Samples like a vowel that is sung upwards, without what codecs filter away: no two parts of it are alike."""
    samples, turned = [], 0.0
    for number in range(round(seconds * audio.RATE)):
        turned += 2 * math.pi * (110 + 30 * number / audio.RATE) / audio.RATE
        samples.append(round(8000 * sum(math.sin(turned * part + part * part) / part for part in range(3, 9))))
    return samples


def _correlation(one, other):
    product = sum(a * b for a, b in zip(one, other))
    return product / math.sqrt((sum(a * a for a in one) * sum(b * b for b in other)) or 1)


def _correlates(world, path, source, least):
    """Requires that a recording holds all of the source at one lag: each quarter of a second of it correlates so well."""
    with wave.open(path) as file:
        step, count = file.getframerate() // audio.RATE, file.getnchannels()
    # `audio.channels` has every step-th sample; which of them, is a part of the lag.
    samples = [int.from_bytes(data, "little", signed=True) for data in _frames(path)][::count]
    loud = next((place for place, sample in enumerate(samples) if abs(sample) > 500), 0)
    window = source[400:1600]
    best, at = max(
        (_correlation(window, samples[at + 400 * step : at + 1600 * step : step]), at)
        for at in range(max(0, loud - 30 * step), loud + 10 * step))
    parts = [
        _correlation(source[place : place + 2000], samples[at + place * step : at + (place + 2000) * step : step])
        for place in range(0, len(source), 2000)
    ]
    world.require(min(parts) >= least, f"{path}: {best:.4f} at lag {at}, and then {[f'{part:.4f}' for part in parts]}")


def _frames(path):
    with wave.open(path) as file:
        data = file.readframes(file.getnframes())
    return (data[at : at + 2] for at in range(0, len(data), 2))


def check_other_codecs(world):
    """baresip with G.722 alone and with Opus alone: the 3 s of a prompt in what each decoded have one lag, and correlate
    with its file to 0.99 and to 0.95, a quarter of a second after the other.
    """
    source = _voice()
    path = f"{world.folder}/voice.wav"
    audio.write_wav(path, source)
    # What came last waits in the phone's buffer when it hangs up: let that be something else.
    last, _ = _noise(world, "last", 0.3)
    world.start(but=(
        (_GREETING, f"    en: {{ file: {path} }}\n  last:\n    en: {last}"),
        ('  front-desk:\n', '  front-desk:\n    - announce: [greeting, last]\n'),
    ))
    world.phone("213")
    phones = {
        world.phone(name, program=baresip, codecs=codec, record=True): least
        for name, codec, least in (("211", "g722/16000/1", 0.99), ("212", "opus/48000/2", 0.95))
    }
    for phone in phones:
        phone.dial(f"sip:16025550101@127.0.0.1:{world.clinic.sip_port}")
    for phone in phones:
        world.rings("213")
    for phone, least in phones.items():
        phone.hang_up()
        world.silent(phone.name)
        phone.stop()
        _correlates(world, glob.glob(os.path.join(phone.folder, "dump-*-dec.wav"))[0], source, least)
