"""Commands that ask what a running daemon has."""

import json
import sqlite3

MODES = (
    ("people:\n", "modes: { snow day: { hours: closed, lasts: 30d } }\npeople:\n"),
    ("  main:\n", "  main:\n    - during mode snow-day: front-desk\n"),
    ("order: [adams]", "order: [adams, baker]"),
)


def asked(world, status, *words):
    answer = world.daemon.ask(*words)
    said = answer.stdout + answer.stderr
    world.require(answer.returncode == status, f"nightbell {' '.join(words)}: {answer.returncode}, not {status}: {said}")
    return said


def check_live(world):
    """With --live commands see the daemon's overrides and modes, and without it they do not."""
    world.start(but=MODES)
    config = world.clinic.path
    asked(world, 0, "override", "add", "primary", "baker", config, "--from", "now", "--to", "in 4h")
    said = asked(world, 0, "oncall", config, "--live")
    world.require("override" in said, f"oncall --live does not know the override: {said}")
    asked(world, 0, "mode", "set", "snow day", config)
    plain = json.loads(asked(world, 0, "route", config, "--did", "+16025550100", "--json"))
    live = json.loads(asked(world, 0, "route", config, "--did", "+16025550100", "--json", "--live"))
    thought = json.loads(asked(world, 0, "route", config, "--did", "+16025550100", "--json", "--mode", "snow day"))
    world.require(plain["rings"][0]["device"] == "phone 211", f"without the mode: {plain['rings'][0]}")
    world.require(live["rings"][0]["device"] == "phone 213", f"with the daemon's mode: {live['rings'][0]}")
    world.require(thought["rings"][0]["device"] == "phone 213", f"with the mode thought: {thought['rings'][0]}")
    asked(world, 0, "prove", config, "--live", "--days", "30")
    asked(world, 0, "diff", config, config, "--live")


def check_replay(world):
    """The decisions of a real call come out the same, and otherwise by a kept configuration that was changed."""
    world.start()
    config = world.clinic.path
    said = asked(world, 2, "replay", config, "--all")
    world.require("nothing was replayed" in said and "it has no decisions" in said, said)
    world.phone("211")
    patient = world.call("5", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.rings("211")
    patient.act()
    world.silent("211")
    world.ended_well(patient)
    call = world.record()["id"]
    said = asked(world, 0, "replay", config, call)
    world.require("decisions replayed, 0 differ" in said, said)
    report = json.loads(asked(world, 0, "replay", config, "--all", "--json"))
    world.require(sorted(report) == ["differences", "replayed", "skipped"], f"replay --json has {sorted(report)}")
    world.require(report["replayed"] >= 2 and not report["differences"], f"replay --json says {report}")
    asked(world, 2, "replay", config, "no-such-call")
    world.daemon.stop()
    with sqlite3.connect(f"{world.folder}/nightbell.sqlite") as store:
        store.execute("UPDATE configuration_file SET text = replace(text, 'order: [adams]', 'order: [baker]')")
    said = asked(world, 1, "replay", config, "--all")
    world.require(f"{call}: decision " in said and "is '" in said, said)
    report = json.loads(asked(world, 1, "replay", config, "--all", "--json"))
    first = report["differences"][0]
    keys = ["at", "call", "configuration", "decision", "what"]
    world.require(sorted(first) == keys, f"a difference in JSON has {sorted(first)}")
