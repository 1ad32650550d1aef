"""Lines of `expect:` that are not met, with the real program."""

import subprocess

from peers.daemon import binary

EXPECT = """\
expect:
  - { at: 2026-12-25 03:00, number: "+16025550101", rings: Front desk }
  - { at: 2026-12-25 03:00, number: "+16025550100", mode: snow day, keys: "5", rings: adams }
"""


def clinic(*more):
    """Pairs of words to be replaced: the expectations, the mode, and these."""
    return (("prompts:\n", EXPECT + "prompts:\n"), ("people:\n", "modes: [snow day]\npeople:\n"), *more)


def line_of(world, words):
    with open(world.clinic.path) as file:
        return next(number for number, line in enumerate(file, 1) if words in line)


def refused(world, status, said, line, sentence):
    world.require(status == 1, f"the reload ended with {status}: {said}")
    place = f"{world.clinic.path}:{line}:5: error: "
    world.require(place in said and sentence in said, f"not '{place}…{sentence}' but: {said}")


def check_reload_is_refused(world):
    """A reload that breaks one of the clinic's own tests ends with 1 and its line, and calls go on as before."""
    world.start(but=clinic())
    desk = world.phone("213")
    before = world.daemon.ask_json("status", world.clinic.path)["configuration"]["version"]
    world.clinic.write(but=clinic(('ring: "213"', 'ring: "211"')))
    reload = world.daemon.ask("reload", world.clinic.path)
    refused(
        world, reload.returncode, reload.stdout, line_of(world, "rings: Front desk"),
        "expected 'Front desk' to be rung first at Fri 2026-12-25 03:00 MST, and it is Exam room 1",
    )
    world.require(f"refused: configuration {before} stays in force" in reload.stdout, reload.stdout)
    after = world.daemon.ask_json("status", world.clinic.path)["configuration"]
    world.require(after["version"] == before and after["refusedReload"], f"status says {after}")
    patient = world.call("hang up", number="+16025550101")
    world.rings("213")
    desk.answer()
    world.hears("patient", "213", 0.5)
    patient.act()
    world.ended_well(patient)


def check_mode_is_tried(world):
    """A reload after which a mode leads callers to somebody else than `expect:` says is refused, with the mode."""
    world.start(but=clinic())
    world.clinic.write(but=clinic(("  main:\n", "  main:\n    - during mode snow-day: front-desk\n")))
    reload = world.daemon.ask("reload", world.clinic.path)
    refused(
        world, reload.returncode, reload.stdout, line_of(world, "mode: snow day"),
        "expected 'adams' to be rung first at Fri 2026-12-25 03:00 MST, in mode snow-day, and it is Front desk",
    )


def check_start_is_refused(world):
    """A start on a configuration that breaks one of its own tests ends with 2, and says the same."""
    world.clinic.write(but=clinic(('ring: "213"', 'ring: "211"')))
    serve = subprocess.run([binary("debug"), "serve", world.clinic.path], capture_output=True, text=True, timeout=20)
    said = serve.stdout + serve.stderr
    world.require(serve.returncode == 2, f"it ended with {serve.returncode}: {said}")
    place = f"{world.clinic.path}:{line_of(world, 'rings: Front desk')}:5: error: expected 'Front desk'"
    world.require(place in said, f"not '{place}' but: {said}")
