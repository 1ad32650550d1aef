"""A provider's mobile, rung over the trunk."""

MOBILE = (('adams: { name: Dr. Adams, ring: ["211"] }', 'adams: { name: Dr. Adams, ring: ["+16025550171"] }'),)
CLINIC = (("From", "sip:.16025550100@"), ("P-Asserted-Identity", "sip:.16025550100@"), ("To", "sip:.16025550171@"))


def check_key_accepts(world):
    """A mobile is rung with the clinic's number; only its key 1 connects it, and both hear each other."""
    world.start(
        mobile=["ring", 300, "answer", 2500, "1", "talk", "released"], expects=CLINIC, but=MOBILE, first_ring=20
    )
    patient = world.call("5", "talk", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.gets("mobile", "INVITE")
    world.hears("mobile", "sound", 1.0)
    patient.act()
    pressed = world.expect("the mobile presses 1", "mobile", "key-sent")
    world.hears("patient", "mobile", 2.0)
    world.hears("mobile", "patient", 2.0)
    early = [e for e in world.timeline.any("mobile", "heard", lambda d: d["what"] == "patient") if e.time < pressed.time]
    world.require(not early, "the mobile heard the patient before the key")
    patient.act()
    world.ended_well(patient)
    world.ended_well(world.mobile)
    results = [attempt["result"] for attempt in world.record()["attempts"]]
    world.require(results == ["accepted"], f"the record's attempts are {results}")


def check_voicemail_is_no_answer(world):
    """A mobile's voicemail that answers, talks and presses nothing is hung up; the next phone rings and is connected."""
    world.start(mobile=["ring", 300, "answer", "talk", "released"], expects=CLINIC, but=MOBILE, first_ring=20)
    second = world.phone("212")
    patient = world.call("5", "talk", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.gets("mobile", "INVITE")
    world.hears("mobile", "sound", 1.0)
    world.rings("212", within=30)
    world.ended_well(world.mobile)
    second.answer()
    world.hears("212", "sound", 0.8)
    second.press("1")
    patient.act()
    world.hears("patient", "212", 1.0)
    world.hears("212", "patient", 1.0)
    world.require(
        not world.timeline.any("patient", "heard", lambda d: d["what"] == "mobile"), "the patient heard the voicemail"
    )
    patient.act()
    world.ended_well(patient)
    results = [attempt["result"] for attempt in world.record()["attempts"]]
    world.require(results == ["notAccepted", "accepted"], f"the record's attempts are {results}")


def check_busy_mobile_costs_no_time(world):
    """A mobile that is busy costs no ring time: the next phone rings at once."""
    world.start(mobile=["busy"], expects=CLINIC, but=MOBILE, first_ring=20)
    world.phone("212")
    patient = world.call("5", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    asked = world.gets("mobile", "INVITE")
    ringing = world.rings("212", within=8)
    world.require(ringing.time - asked.time < 2, f"212 rang only after {ringing.time - asked.time:.1f} s")
    world.ended_well(world.mobile)
    patient.act()
    world.ended_well(patient)
    result = world.record()["attempts"][0]["result"]
    world.require(result == "busy", f"the record says {result} of the busy mobile")
