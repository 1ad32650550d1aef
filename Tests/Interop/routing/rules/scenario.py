"""Rules by caller, skills and languages, as the phones ring."""

STEPS = (
    "      - ring: on-call primary\n        for: 4s\n        accept: press 1\n      - ring: baker\n        for: 10s\n",
    "      - ring: [adams, baker]\n        for: 4s\n        prefer: [the skill asked for, caller's language]\n",
)
RULES = """\
callers:
  pharmacies: ["+16025550150"]

rules:
  - name: pharmacies go straight to the desk
    when: { caller: pharmacies }
    do: front-desk
  - name: who calls from Mesa is a child
    when: { caller: area 480 }
    skill: pediatrics

"""
CLINIC = (
    STEPS,
    ('ring: ["212"] }', 'ring: ["212"], skills: pediatrics, languages: [en, es] }'),
    ("languages: [en]", "languages: [en, es]"),
    ("numbers:\n", RULES + 'numbers:\n  "+16025550102": { flow: direct }\n  "+16025550103": { flow: direct, language: es }\n'),
    ("flows:\n", "flows:\n  direct:\n    - escalate: urgent\n"),
    ('    en: "Interop clinic."\n', '    en: "Interop clinic."\n    es: "La clínica."\n'),
    ("To be called back, press 2.\"\n", "To be called back, press 2.\"\n    es: \"Marque 5.\"\n"),
)


def rings_first(world, extension, caller, number="+16025550102", name="patient"):
    """A call from this number rings this phone before any other, and then the caller gives up."""
    before = {phone: len(world.timeline.any(phone, "CALL_INCOMING")) for phone in ("211", "212", "213")}
    patient = world.call("hang up", number=number, name=name, caller=caller)
    world.expect(
        f"{extension} rings for {caller}", extension, "CALL_INCOMING", 15,
        lambda d: len(world.timeline.any(extension, "CALL_INCOMING")) > before[extension],
    )
    patient.act()
    world.ended_well(patient)
    for phone, count in before.items():
        rang = len(world.timeline.any(phone, "CALL_INCOMING")) > count
        world.require(rang == (phone == extension), f"{phone} {'rang' if rang else 'did not ring'} for {caller}")


def check_callers_and_skills(world):
    """A pharmacy rings the desk, a caller of area 480 the one who knows children, and everybody else the first."""
    world.start(but=CLINIC)
    for phone in ("211", "212", "213"):
        world.phone(phone)
    rings_first(world, "211", "+16025550142")
    rings_first(world, "212", "+14805550143", name="other")
    rings_first(world, "213", "+16025550150", name="third")


def check_language(world):
    """A number that is answered in Spanish rings the one who speaks it, and the other number the first."""
    world.start(but=CLINIC)
    for phone in ("211", "212", "213"):
        world.phone(phone)
    rings_first(world, "212", "+16025550142", "+16025550103")
    rings_first(world, "211", "+16025550142", name="other")
