"""A phone holds a connected call and takes it up again."""


def _heard(world, who, what):
    """Seconds of it that this one has heard so far."""
    heard = world.timeline.any(who, "heard", lambda d: d["what"] == what)
    return heard[-1].detail["seconds"] if heard else 0.0


def _holds_and_resumes(world, phone, extension):
    patient = world.call("5", "talk", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.rings(extension)
    phone.answer()
    world.hears(extension, "sound", 0.8)
    phone.press("1")
    patient.act()
    world.hears("patient", extension, 1.0)
    world.hears(extension, "patient", 1.0)
    phone.hold()
    held = world.on_hold(extension)
    # What was under way when the phone said hold gets 0.3 s.
    world.timeline.quiet(
        "a phone on hold hears the patient", extension, "heard", lambda d: d["what"] == "patient", held.time + 0.3, 1.5
    )
    phone.resume()
    world.hears(extension, "patient", _heard(world, extension, "patient") + 1.0, 8)
    world.hears("patient", extension, _heard(world, "patient", extension) + 1.0, 8)
    patient.act()
    world.ended_well(patient)
    world.silent(extension)
    results = [attempt["result"] for attempt in world.record()["attempts"]]
    world.require(results == ["accepted"], f"the record's attempts are {results}")


def check_baresip(world):
    """baresip holds a bridged call: no audio goes to it; after it resumes, both hear each other again."""
    world.start(first_ring=20)
    _holds_and_resumes(world, world.phone("211"), "211")


def check_linphone(world):
    """Linphone holds a bridged call: no audio goes to it; after it resumes, both hear each other again."""
    world.start(first_ring=20)
    _holds_and_resumes(world, world.linphone("211"), "211")
