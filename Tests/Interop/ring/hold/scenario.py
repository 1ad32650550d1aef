"""A phone holds a connected call and takes it up again."""

import signal


def _heard(world, who, what):
    """Seconds of it that this one has heard so far."""
    heard = world.timeline.any(who, "heard", lambda d: d["what"] == what)
    return heard[-1].detail["seconds"] if heard else 0.0


def _holds(world, phone, extension, *more):
    """A call until the phone holds it and the patient hears music."""
    patient = world.talk(phone, extension, *more)
    world.hears("patient", extension, 1.0)
    world.hears(extension, "patient", 1.0)
    phone.hold()
    held = world.on_hold(extension)
    # What was under way when the phone said hold gets 0.3 s.
    world.timeline.quiet(
        "a phone on hold hears the patient", extension, "heard", lambda d: d["what"] == "patient", held.time + 0.3, 1.5
    )
    world.hears("patient", "sound", _heard(world, "patient", "sound") + 1.0)
    world.timeline.quiet(
        "the patient hears a phone that holds", "patient", "heard", lambda d: d["what"] == extension, held.time + 0.5, 1.5
    )
    return patient


def _holds_and_resumes(world, phone, extension):
    patient = _holds(world, phone, extension)
    phone.resume()
    world.hears(extension, "patient", _heard(world, extension, "patient") + 1.0)
    world.hears("patient", extension, _heard(world, "patient", extension) + 1.0)
    music = _heard(world, "patient", "sound")
    world.hears("patient", extension, _heard(world, "patient", extension) + 1.0)
    more = _heard(world, "patient", "sound") - music
    world.require(more < 0.3, f"after the hold the patient heard {more} s of music")
    patient.act()
    world.ended_well(patient)
    world.silent(extension)
    results = [attempt["result"] for attempt in world.record()["attempts"]]
    world.require(results == ["accepted"], f"the record's attempts are {results}")


def check_killed(world):
    """baresip is killed while it holds the patient: within a minute the music gives way to the desk, which answers and talks."""
    world.start(first_ring=20)
    phone, desk = world.phone("211"), world.phone("213")
    patient = _holds(world, phone, "211", "talk")
    phone.program.signal(signal.SIGKILL)
    world.rings("213", within=60)
    desk.answer()
    world.hears("patient", "213", 1.0)
    patient.act()  # what it said first is said by now
    world.hears("213", "patient", 1.0)
    patient.act()
    world.ended_well(patient)
    world.silent("213")
    record = world.record()
    ended = next(leg["ending"] for leg in record["legs"] if leg["party"] == "phone 211")
    world.require(ended == "the far side stopped answering", f"the line of 211 ended so: {ended}")


def check_baresip(world):
    """baresip holds a bridged call: the patient hears music and the phone nothing; after it resumes, each hears the other."""
    world.start(first_ring=20)
    _holds_and_resumes(world, world.phone("211"), "211")


def check_linphone(world):
    """Linphone holds a bridged call: the patient hears music and the phone nothing; after it resumes, each hears the other."""
    world.start(first_ring=20)
    _holds_and_resumes(world, world.linphone("211"), "211")
