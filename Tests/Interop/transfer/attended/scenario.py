"""A desk phone asks a colleague before it passes the patient on."""

from peers import linphone


def _heard(world, who, what):
    """Seconds of it that this one has heard so far."""
    heard = world.timeline.any(who, "heard", lambda d: d["what"] == what)
    return heard[-1].detail["seconds"] if heard else 0.0


def check_linphone(world):
    """Linphone holds the patient, asks 212 by extension, and joins the two: patient and 212 hear each other, Linphone is gone."""
    world.start(first_ring=20)
    phone, room = world.phone("211", program=linphone), world.phone("212")
    patient = world.talk(phone)
    world.hears("patient", "211", 1.0)
    phone.hold()
    world.on_hold("211")
    world.hears("patient", "sound", _heard(world, "patient", "sound") + 1.0)
    phone.dial(f"sip:212@127.0.0.1:{world.clinic.sip_port}")
    world.rings("212")
    room.answer()
    # Linphone without a sound card plays its file to one call alone: 212 does not hear it.
    world.expect("the two phones talk", "212", "CALL_ESTABLISHED", 5)
    phone.type("transfer 1 --to-call 2")
    world.hears("patient", "212", 1.5)
    world.hears("212", "patient", 1.5)
    world.silent("211")
    patient.act()
    world.ended_well(patient)
    world.silent("212")
    world.record(2)
    records = world.daemon.ask_json("calls", world.clinic.path, "--last", "100")["past"]
    night = next(record for record in records if len(record["legs"]) == 3)
    results = [(attempt["device"], attempt["result"]) for attempt in night["attempts"]]
    world.require(results == [("phone 211", "accepted"), ("phone 212", "accepted")], f"the attempts are {results}")
    asked = next(record for record in records if len(record["legs"]) == 2)
    world.require(asked["outcome"]["kind"] == "reachedHuman", f"the call between the phones ended so: {asked}")
