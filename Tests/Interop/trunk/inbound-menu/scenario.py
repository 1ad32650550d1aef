"""A call from the trunk, a menu, an escalation."""


def check_secondary_accepts(world):
    """A patient presses 5; the first phone is not answered, the second presses 1, and both hear each other."""
    world.start(first_ring=4)
    world.phone("211")
    second = world.phone("212")
    patient = world.call("5", "talk", "hang up")
    world.hears("patient", "sound", 1.5)
    patient.act()
    ringing = world.rings("211")
    silent = world.silent("211")
    took = silent.time - ringing.time
    world.require(3.5 <= took <= 4.5, f"the first phone rang {took:.2f} s instead of 4 s")
    world.rings("212")
    second.answer()
    world.hears("212", "sound", 1.0)
    patient.act()
    world.require(not world.timeline.any("212", "heard", lambda d: d["what"] == "patient"), "connected before the key")
    second.press("1")
    world.hears("patient", "212", 2.0)
    world.hears("212", "patient", 2.0)
    patient.act()
    world.silent("212")
    world.ended_well(patient)
    record = world.record()
    results = [attempt["result"] for attempt in record["attempts"]]
    world.require(results == ["noAnswer", "accepted"], f"the record's attempts are {results}")


def check_declined(world):
    """A phone that answers and presses 2 declines, and the next one rings at once."""
    world.start(first_ring=20)
    first = world.phone("211")
    second = world.phone("212")
    patient = world.call("5", "talk", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.rings("211")
    first.answer()
    world.hears("211", "sound", 0.8)
    first.press("2")
    pressed = world.expect("211 presses 2", "211", "key-sent")
    ringing = world.rings("212")
    world.require(ringing.time - pressed.time < 2, "the next phone did not ring at once")
    second.answer()
    world.hears("212", "sound", 0.8)
    second.press("1")
    world.hears("patient", "212", 1.0)
    patient.act()
    patient.act()
    world.ended_well(patient)
    results = [attempt["result"] for attempt in world.record()["attempts"]]
    world.require(results == ["declined", "accepted"], f"the record's attempts are {results}")


def check_unregistered_is_skipped(world):
    """A phone that is not registered costs no time: the next one rings at once."""
    world.start(first_ring=20)
    second = world.phone("212")
    patient = world.call("5", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    pressed = world.expect("the patient presses 5", "patient", "key-sent")
    ringing = world.rings("212", within=8)
    world.require(ringing.time - pressed.time < 3, f"212 rang only after {ringing.time - pressed.time:.1f} s")
    second.answer()
    world.hears("212", "sound", 0.8)
    second.press("1")
    world.hears("patient", "212", 1.0)
    patient.act()
    world.ended_well(patient)
    results = [attempt["result"] for attempt in world.record()["attempts"]]
    world.require(results == ["unreachable", "accepted"], f"the record's attempts are {results}")


def check_silence_leads_to_a_person(world):
    """A caller who presses nothing is led to a person."""
    world.start()
    first = world.phone("211")
    patient = world.call("hang up")
    world.rings("211", within=25)
    first.answer()
    world.hears("211", "sound", 0.8)
    first.press("1")
    world.hears("patient", "211", 1.0)
    patient.act()
    world.ended_well(patient)


def check_wrong_key_leads_to_a_person(world):
    """A caller who presses keys that the menu does not have is led to a person."""
    world.start()
    world.phone("211")
    patient = world.call("8", "8", "hang up")
    world.hears("patient", "sound", 0.5)
    for _ in range(2):
        before = sum(e.detail["what"] == "sound" for e in world.timeline.any("patient", "heard"))
        patient.act()
        world.expect("the key is sent", "patient", "key-sent", 10)
        world.hears("patient", "sound", (before + 12) / 10)
    world.rings("211", within=25)
    patient.act()
    world.ended_well(patient)


def check_trusted_phone(world):
    """On a trusted desk phone, answering is accepting: no key is needed."""
    world.start()
    desk = world.phone("213")
    patient = world.call("talk", "hang up", number="+16025550101")
    world.rings("213")
    desk.answer()
    patient.act()
    world.hears("patient", "213", 1.0)
    world.hears("213", "patient", 1.0)
    patient.act()
    world.silent("213")
    world.ended_well(patient)
    world.require(world.record().get("bridged"), "the record has no time of the bridge")


def check_phone_hangs_up(world):
    """When the person on the phone hangs up, the caller is released with BYE."""
    world.start()
    desk = world.phone("213")
    patient = world.call("talk", "released", number="+16025550101")
    world.rings("213")
    desk.answer()
    patient.act()
    world.hears("213", "patient", 1.0)
    desk.hang_up()
    world.ended_well(patient)
