"""Modes by telephone and by command, overrides and swaps, as the next caller finds them."""

DIRECT = (
    ("numbers:\n", 'numbers:\n  "+16025550102": { flow: direct }\n'),
    ("flows:\n", "flows:\n  direct:\n    - escalate: urgent\n"),
)
MODES = (
    ("people:\n", 'modes:\n  storm: { key: 3, lasts: 1h }\n  quiet: { key: 4 }\nmode_pin: "4711"\n\npeople:\n'),
    ("numbers:\n", 'numbers:\n  "+16025550104": { flow: staff }\n'),
    ("  main:\n", "  staff:\n    - set mode\n  main:\n    - during mode storm: front-desk\n"),
)


def done(world, *words):
    answer = world.daemon.ask(*words)
    world.require(answer.returncode == 0, f"nightbell {' '.join(words)}: {answer.stdout}{answer.stderr}")
    return answer.stdout


def modes(world):
    return [mode["mode"] for mode in world.daemon.ask_json("mode", "show", world.clinic.path)["modes"]]


def types(caller, keys):
    """Presses the keys, each when the one before it is sent."""
    for _ in keys:
        caller.act()


def hears_more(world, seconds):
    """Waits until the caller on the trunk has heard so much more than by now."""
    heard = world.timeline.any("patient", "heard", lambda d: d["what"] == "sound")
    world.hears("patient", "sound", (heard[-1].detail["seconds"] if heard else 0) + seconds)


def rings_for_patient(world, extension, number, name):
    """A patient calls, and this phone rings; then the patient gives up."""
    before = len(world.timeline.any(extension, "CALL_INCOMING"))
    patient = world.call("hang up", number=number, name=name)
    world.expect(
        f"{extension} rings for {name}", extension, "CALL_INCOMING", 15,
        lambda d: len(world.timeline.any(extension, "CALL_INCOMING")) > before,
    )
    patient.act()
    world.ended_well(patient)


def check_mode_by_telephone(world):
    """Staff dial the number, enter the PIN and press 3: the next patient takes the mode's branch, until it is cleared."""
    world.start(but=MODES)
    world.phone("213")
    staff = world.call(*"4711#3", "released", number="+16025550104")
    world.hears("patient", "sound", 0.5)
    types(staff, "4711#3")
    world.ended_well(staff, 30)
    world.require(modes(world) == ["storm"], f"the modes are {modes(world)}")
    rings_for_patient(world, "213", "+16025550100", "other")
    done(world, "mode", "clear", world.clinic.path)
    world.require(modes(world) == [], f"the modes are {modes(world)}")
    rings = len(world.timeline.any("213", "CALL_INCOMING"))
    third = world.call("hang up", name="third")
    hears_more(world, 1.5)
    third.act()
    world.ended_well(third)
    world.require(len(world.timeline.any("213", "CALL_INCOMING")) == rings, "the desk rings though no mode is set")


def check_wrong_pins(world):
    """Three wrong PINs end the call, and no mode is set."""
    world.start(but=MODES)
    keys = "1#2#3#"
    staff = world.call(*keys, "released", number="+16025550104")
    world.hears("patient", "sound", 0.5)
    types(staff, keys)
    world.ended_well(staff, 40)
    world.require(modes(world) == [], f"the modes are {modes(world)}")
    said = str(world.daemon.ask_json("calls", world.clinic.path, "--last", "1"))
    world.require("4711" not in said, "the PIN is in the record")


def check_override(world):
    """Whoever stands in rings first, and when the override is taken back whoever is on call does."""
    world.start(but=DIRECT + (("      - ring: baker\n", '      - ring: "213"\n'),))
    world.phone("211")
    world.phone("212")
    rings_for_patient(world, "211", "+16025550102", "patient")
    said = done(world, "override", "add", "primary", "baker", world.clinic.path, "--from", "now", "--to", "in 1h")
    world.require("override 1: Dr. Baker has primary" in said, said)
    rings_for_patient(world, "212", "+16025550102", "other")
    world.require(len(world.timeline.any("211", "CALL_INCOMING")) == 1, "the one who is stood in for rang too")
    done(world, "override", "remove", "1", world.clinic.path)
    rings_for_patient(world, "211", "+16025550102", "third")


def check_swap(world):
    """After a swap the other of the two rings."""
    world.start(but=DIRECT + (("order: [adams]", "order: [adams, adams, baker]"), ("      - ring: baker\n", '      - ring: "213"\n')))
    world.phone("211")
    world.phone("212")
    now = world.daemon.ask_json("oncall", world.clinic.path)["now"][0]["person"]
    first, second = ("211", "212") if now == "adams" else ("212", "211")
    rings_for_patient(world, first, "+16025550102", "patient")
    done(world, "swap", "adams", "baker", world.clinic.path, "--to", "in 1h")
    rings_for_patient(world, second, "+16025550102", "other")
