"""Programs that stop in the midst of a call, without a word: their ports are open, and nothing comes from them any more."""

import signal
import time

_LIMITS = "limits: { drain: 20s }"


def _start(world, seconds):
    world.start(first_ring=20, but=((_LIMITS, f"limits: {{ drain: 20s, dead_media: {seconds}s }}"),))


def _stop(program):
    program.signal(signal.SIGSTOP)
    return time.monotonic()


def check_phone_stops(world):
    """baresip stops while it talks: 6 s later the patient is led to the desk, and the record has the cause on its leg alone."""
    _start(world, 6)
    phone, desk = world.phone("211"), world.phone("213")
    patient = world.talk(phone)
    world.hears("patient", "211", 1.0)
    stopped = _stop(phone.program)
    try:
        took = world.rings("213").time - stopped
        world.require(5.5 < took < 12, f"the desk rang {took:.1f} s after the phone had stopped")
        desk.answer()
        world.hears("patient", "213", 1.0)
        patient.act()
        world.ended_well(patient)
    finally:
        phone.program.signal(signal.SIGCONT)
    legs = world.record()["legs"]
    line = next(leg for leg in legs if leg["party"] == "phone 211")
    world.require(line["ending"] == "no audio came any more", f"the line of 211 ended so: {line['ending']}")
    fault = line["quality"].get("fault") or ""
    world.require(fault.startswith("its audio stopped"), f"the record says of 211: {fault!r}")
    others = [leg["quality"]["fault"] for leg in legs if leg is not line and leg["quality"].get("fault")]
    world.require(not others, f"the record says of others: {others}")


def check_holder_stops(world):
    """baresip holds and stops for 6.5 s, where 5 s without audio end a call: it goes on, resumes, and each hears the other."""
    _start(world, 5)
    phone = world.phone("211")
    patient = world.talk(phone)
    world.hears("patient", "211", 1.0)
    phone.hold()
    world.on_hold("211")
    stopped = _stop(phone.program)
    try:
        world.hears("patient", "sound", 0.5)
        world.timeline.quiet(
            "the call ends", "211", "sip-received", lambda d: d["line"].startswith("BYE"), stopped, 6.5)
    finally:
        phone.program.signal(signal.SIGCONT)
    phone.resume()
    heard = world.timeline.any("patient", "heard", lambda d: d["what"] == "211")[-1].detail["seconds"]
    world.hears("patient", "211", heard + 1.0)
    world.hears("211", "patient", 1.0)
    patient.act()
    world.ended_well(patient)
    world.silent("211")


def check_patient_stops(world):
    """An urgent patient's SIPp stops while a phone rings: 5 s later they are gone, and the case is open."""
    _start(world, 5)
    world.phone("211")
    patient = world.call("5", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.rings("211")
    program = patient.sipp.program
    stopped = _stop(program)
    try:
        while not world.callbacks() and time.monotonic() < stopped + 20:
            program.wait(0.2)
        took = time.monotonic() - stopped
        cases = [(case["kind"], case["reason"]) for case in world.callbacks()]
        world.require(cases == [("openCase", "urgent")], f"{took:.1f} s after the patient had stopped these are open: {cases}")
        world.require(4.5 < took < 12, f"the case was opened {took:.1f} s after the patient had stopped")
    finally:
        program.signal(signal.SIGCONT)
