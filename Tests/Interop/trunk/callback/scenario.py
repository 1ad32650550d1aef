"""A promise is on disk before it is spoken."""

import signal

NUMBER = "6025550142"


def check_promise_survives_kill(world):
    """A callback that was promised is still there after kill -9 and a new start."""
    world.start()
    patient = world.call("2", *NUMBER, "#", "1", "released")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.expect("2 is sent", "patient", "key-sent")
    _pause(world, patient)
    for key in NUMBER + "#":
        patient.act()
        world.expect(f"{key} is sent", "patient", "key-sent", where=lambda d, key=key: d["key"] == key)
    _pause(world, patient)
    patient.act()
    world.expect("1 is sent", "patient", "key-sent", where=lambda d: d["key"] == "1")
    world.expect("the daemon hangs up", "patient", "sip-received", 20, lambda d: d["line"].startswith("BYE"))
    world.daemon.program.signal(signal.SIGKILL)
    world.daemon.program.wait(5)
    world.ended_well(patient)
    world.restart()
    callbacks = world.callbacks()
    world.require(len(callbacks) == 1, f"{len(callbacks)} callbacks instead of 1")
    world.require(NUMBER in str(callbacks[0]), f"the callback is for somebody else: {callbacks[0]}")


def check_urgent_case_outlives_the_caller(world):
    """A caller who hangs up during an urgent escalation leaves an open case with their number."""
    world.start()
    world.phone("211")
    patient = world.call("5", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.rings("211")
    patient.act()
    world.silent("211")
    world.ended_well(patient)
    world.record()
    cases = world.callbacks()
    world.require(len(cases) == 1, f"{len(cases)} open cases instead of 1")
    world.require("6025550142" in str(cases[0]), f"the case has another number: {cases[0]}")


def _pause(world, _):
    """Lets the caller hear a second more of speech."""
    heard = world.timeline.any("patient", "heard", lambda d: d["what"] == "sound")
    world.hears("patient", "sound", heard[-1].detail["seconds"] + 1.0 if heard else 1.0)
