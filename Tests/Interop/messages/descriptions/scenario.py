"""Descriptions that make little sense, or none, from a trunk that is ours."""

from peers import audio
from peers.offers import Offers, description
from peers.tap import Place
from peers.world import TONES

_GOOD = "m=audio [media_port] RTP/AVP 0"
_HERE = r"m=audio [1-9][0-9]* RTP/AVP 0[^0-9]"
_REFUSED = 488
# What is offered, what it gets, and what must stand in the answer (POSIX), or must not.
_OFFERS = {
    "port 0": (description("m=audio 0 RTP/AVP 0"), _REFUSED, ["Warning: "]),
    "no codec of ours": (description("m=audio [media_port] RTP/AVP 18 3 4"), _REFUSED, ["Warning: "]),
    "ptime 0": (description(_GOOD, "a=ptime:0"), 200, [_HERE, "a=ptime:20[^0-9]"]),
    "ptime 10,000": (description(_GOOD, "a=ptime:10000"), 200, [_HERE, "a=ptime:20[^0-9]"]),
    "ptime below nothing": (description(_GOOD, "a=ptime:-20", "a=maxptime:x"), 200, [_HERE, "a=ptime:20[^0-9]"]),
    "unknown payload types": (
        description("m=audio [media_port] RTP/AVP 96 127 200 -1 abc 0 101", "a=rtpmap:127 UNHEARD/8000",
                    "a=rtpmap:101 telephone-event/8000"),
        200, ["m=audio [1-9][0-9]* RTP/AVP 0 101[^ ]", "!UNHEARD"]),
    "IPv6": (description(_GOOD, connection="c=IN IP6 2001:db8::1"), _REFUSED, ["Warning: "]),
    "IPv6 for the session, IPv4 for the audio": (
        description(_GOOD, "c=IN IP4 [media_ip]", connection="c=IN IP6 2001:db8::1"), 200, [_HERE, "c=IN IP4 127.0.0.1"]),
    "no address": (description(_GOOD, connection=None), _REFUSED, ["Warning: "]),
    "a name as address": (description(_GOOD, connection="c=IN IP4 media.example"), _REFUSED, ["Warning: "]),
    "no media": (description(), _REFUSED, ["Warning: "]),
    "two audio streams": (
        description(_GOOD, "m=audio 40000 RTP/AVP 8"), 200, [_HERE + ".*m=audio 0 RTP/AVP 8"]),
    "the first of two unwanted": (
        description("m=audio 0 RTP/AVP 8", _GOOD), 200, ["m=audio 0 RTP/AVP 8.*" + _HERE]),
    "T.38 alone": (description("m=image 40000 udptl t38"), _REFUSED, ["Warning: "]),
    "T.38 before audio": (
        description("m=image 40000 udptl t38", "a=T38FaxVersion:0", _GOOD), 200, ["m=image 0 udptl t38.*" + _HERE]),
    "keys, which are off": (description("m=audio [media_port] RTP/SAVP 0"), _REFUSED, ["Warning: "]),
    "on hold from the first": (description(_GOOD, "a=inactive"), 200, [_HERE, "a=inactive"]),
    "on hold from the first, as of old": (
        description(_GOOD, connection="c=IN IP4 0.0.0.0"), 200, [_HERE, "a=recvonly", "!0[.]0[.]0[.]0"]),
}
_REQUESTED = ("tel:+16025550100", "sip:+16025550100@[remote_ip]:[remote_port];maddr=127.0.0.99")


def check_offers(world):
    """Eighteen offers: what makes no sense gets 488 with the reason, the rest an answer that does. tel:, and sip: with maddr, name
    our number and are served here. The next caller is served.
    """
    world.start()
    world.places.append(Place("elsewhere", "127.0.0.99"))
    world.listen()
    calls = {what: (offer,) for what, offer in _OFFERS.items()}
    calls |= {uri: ((description(_GOOD), 200, [_HERE, "c=IN IP4 127.0.0.1"]), uri) for uri in _REQUESTED}
    callers = {}
    for number, (what, (offer, *uri)) in enumerate(calls.items()):
        callers[what] = Offers(
            f"offer-{number}", [offer], f"127.0.0.1:{world.clinic.sip_port}", world.folder, world.trunk_address, *uri)
        world.peers.append(callers[what])
    for what, caller in callers.items():
        complaint = caller.finish(40)
        world.require(complaint is None, f"{what}: {complaint}")
    elsewhere = world.timeline.any("elsewhere", "sip-received")
    world.require(not elsewhere, f"something went to the maddr: {elsewhere[:1]}")
    patient = world.call("hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.ended_well(patient)


def check_hold_spellings(world):
    """sendonly, inactive and 0.0.0.0 are answered as what they are, and nothing is sent meanwhile; a re-INVITE that makes no
    sense gets 488, and the audio goes on.
    """
    path = f"{world.folder}/tone.wav"
    audio.write_wav(path, audio.tone(TONES["other"], 1) * 40)
    world.start(but=(('    en: "Interop clinic."', f"    en: {{ file: {path} }}"), ("- say: greeting", "- announce: greeting")))
    world.listen()
    holds = (
        (description(_GOOD, "a=sendonly"), "a=recvonly"),
        (description(_GOOD, "a=inactive"), "a=inactive"),
        (description(_GOOD, connection="c=IN IP4 0.0.0.0"), "a=recvonly"),
        (description(_GOOD, "a=inactive", connection="c=IN IP4 0.0.0.0"), "a=inactive"),
    )
    talk = (description(_GOOD, "a=sendrecv"), 200, [_HERE, "a=sendrecv"])
    steps = [talk]
    for said, answer in holds:
        steps += [(said, 200, [_HERE, answer]), talk]
    steps.append((description("m=audio 0 RTP/AVP 0"), _REFUSED, []))
    caller = Offers(
        "patient", steps, f"127.0.0.1:{world.clinic.sip_port}", world.folder, world.trunk_address)
    world.peers.append(caller)

    def goes_on():
        heard = world.timeline.any("patient", "heard", lambda d: d["what"] == "other")
        world.hears("patient", "other", 0.4 + (heard[-1].detail["seconds"] if heard else 0))

    goes_on()
    for _ in holds:
        caller.act()
        # What the answer to the hold crossed gets 0.3 s.
        held = world.gets("patient", "SIP/2.0 200", where=lambda d: d["direction"] in ("recvonly", "inactive"))
        world.timeline.quiet(
            "audio is sent to who holds", "patient", "heard", lambda d: d["what"] == "other", held.time + 0.3, 0.5)
        caller.act()
        goes_on()
    caller.act()
    world.gets("patient", "SIP/2.0 488")
    goes_on()
    caller.act()
    world.ended_well(caller)
