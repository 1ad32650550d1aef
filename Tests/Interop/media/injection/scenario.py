"""A third address speaks into calls, presses keys in them, and waits for audio."""

import time

from peers.ports import free_port
from peers.stranger import Stranger
from peers.world import TONES

PATIENT = 0x5A11E  # the SSRC of the patient's voice


def _stranger(world):
    """Somebody who sends to every port where a call of this world may have its audio."""
    first = world.clinic.media_port
    stranger = Stranger("stranger", world.stranger_address, TONES["other"], range(first, first + 200, 2))
    world.peers.append(stranger)
    return stranger


def _ours(world):
    """The daemon's ports in the calls that the tap has seen."""
    sources = [world.timeline.any(who, "source", lambda d: True) for who in ("patient", "211")]
    return {int(event.detail["from"].rsplit(":", 1)[1]) for events in sources for event in events}


def _nothing_passed(world, stranger):
    world.require(stranger.sent > 100, f"the stranger sent {stranger.sent} packets")
    for who in ("patient", "211"):
        heard = world.timeline.any(who, "heard", lambda d: d["what"] == "other")
        world.require(not heard, f"{who} hears the stranger for {heard[-1].detail['seconds'] if heard else 0} s")
    world.require(not world.timeline.any("stranger", "source", lambda d: True), "the stranger is sent audio")
    world.require(stranger.got == 0, f"the stranger got {stranger.got} packets")


def check_from_before_the_answer(world):
    """A third address sends a voice and keys to every port from before the call on: nobody hears it, no key counts."""
    world.start(first_ring=20)
    phone = world.phone("211")
    stranger = _stranger(world)
    stranger.start()
    patient = world.call("5", "talk", "hang up")
    world.hears("patient", "sound", 1.5)
    # Its key, 1, is no choice of the menu, but it would have made the menu begin again.
    patient.act()
    world.rings("211")
    stranger.ports = sorted(_ours(world)) + list(range(world.clinic.media_port, world.clinic.media_port + 40, 2))
    phone.answer()
    world.hears("211", "sound", 1.5)
    # The doctor has not pressed 1; the stranger has, some times.
    world.require(not world.timeline.any("patient", "heard", lambda d: d["what"] == "211"), "a stranger's key accepted")
    phone.press("1")
    patient.act()
    world.hears("patient", "211", 1.5)
    world.hears("211", "patient", 1.5)
    patient.act()
    world.ended_well(patient)
    _nothing_passed(world, stranger)
    results = [attempt["result"] for attempt in world.record()["attempts"]]
    world.require(results == ["accepted"], f"the record's attempts are {results}")


def check_late_with_the_right_source(world):
    """In the midst of a bridge, and while the phone is on hold, a third address has the patient's SSRC: nothing passes."""
    world.start(first_ring=20)
    phone = world.phone("211")
    stranger = _stranger(world)
    patient = world.call("5", "talk", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.rings("211")
    phone.answer()
    world.hears("211", "sound", 0.8)
    phone.press("1")
    patient.act()
    world.hears("211", "patient", 1.0)
    stranger.ports = sorted(_ours(world))
    stranger.ssrc, stranger.sequence, stranger.timestamp = PATIENT, 60, 9_600
    stranger.start()
    world.hears("211", "patient", 3.0)
    world.hears("patient", "211", 3.0)
    phone.hold()
    world.on_hold("211")
    held = stranger.sent
    world.timeline.quiet(
        "the stranger is sent audio", "stranger", "source", lambda d: True, time.monotonic(), 1.5)
    world.require(stranger.sent > held, "the stranger was silent")
    phone.resume()
    world.hears("patient", "211", 4.5)
    patient.act()
    world.ended_well(patient)
    _nothing_passed(world, stranger)


def check_silent_phone(world):
    """A phone that answers and sends nothing: a third address, with its SSRC or another, is neither heard nor sent to."""
    world.start()
    port = free_port()
    world.sipp_registers("213", port)
    world.answerer("213", ["answer mutely", "released"], port=port)
    stranger = _stranger(world)
    patient = world.call("talk", "hang up", number="+16025550101")
    world.gets("patient", "SIP/2.0 200")
    stranger.start()
    patient.act()
    world.hears("213", "patient", 3.0)
    patient.act()
    world.ended_well(patient)
    world.require(not world.timeline.any("patient", "heard", lambda d: d["what"] == "other"), "the stranger was heard")
    _nothing_passed(world, stranger)
