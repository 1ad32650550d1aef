"""A desk phone asks a colleague before it passes the patient on."""

from peers import linphone


def _heard(world, who, what):
    """Seconds of it that this one has heard so far."""
    heard = world.timeline.any(who, "heard", lambda d: d["what"] == what)
    return heard[-1].detail["seconds"] if heard else 0.0


def _held(world):
    """Linphone on 211 that holds a patient, baresip on 213, and the patient."""
    world.start(first_ring=20)
    phone, desk = world.phone("211", program=linphone), world.phone("213")
    patient = world.talk(phone)
    world.hears("patient", "211", 1.0)
    phone.hold()
    world.on_hold("211")
    return phone, desk, patient


def _ends(world, patient, devices):
    """The patient hangs up; there are two records, and that of the night names these phones, who all accepted."""
    patient.act()
    world.ended_well(patient)
    world.record(2)
    records = world.daemon.ask_json("calls", world.clinic.path, "--last", "100")["past"]
    night = next(record for record in records if record["source"] == "carrier")
    results = [(attempt["device"], attempt["result"]) for attempt in night["attempts"]]
    world.require(results == [(device, "accepted") for device in devices], f"the attempts are {results}")


def check_while_it_rings(world):
    """Linphone gives the patient to 213 while that rings still: the patient hears ringback, 213 rings on, answers, and the two
    hear each other.
    """
    phone, desk, patient = _held(world)
    phone.dial(f"sip:213@127.0.0.1:{world.clinic.sip_port}")
    world.rings("213")
    world.expect("Linphone hears that it rings", "211", "CALL_RINGING")
    phone.type("transfer 1 --to-call 2")
    world.expect("the REFER is taken on", "211", "sip-received", 5, lambda d: d["line"].startswith("SIP/2.0 202"))
    before = _heard(world, "patient", "sound")
    world.hears("patient", "sound", before + 0.8)
    desk.answer()
    world.hears("patient", "213", 1.5)
    world.hears("213", "patient", 1.5)
    invites = world.timeline.any("213", "sip-received", lambda d: d["line"].startswith("INVITE"))
    world.require(len({event.detail["call"] for event in invites}) == 1, f"213 was rung anew: {invites}")
    world.silent("211")
    _ends(world, patient, ["phone 211", "phone 213"])
    world.silent("213")


def check_through_number(world):
    """Linphone calls one of the clinic's numbers, where 213 answers, and gives it the patient: the two hear each other."""
    phone, desk, patient = _held(world)
    phone.dial(f"sip:+16025550101@127.0.0.1:{world.clinic.sip_port}")
    world.rings("213")
    desk.answer()
    world.expect("213 is connected", "213", "CALL_ESTABLISHED")
    world.expect("Linphone is connected", "211", "CALL_ESTABLISHED")
    phone.type("transfer 1 --to-call 2")
    world.hears("patient", "213", 1.5)
    world.hears("213", "patient", 1.5)
    world.silent("211")
    _ends(world, patient, ["phone 211", "phone 213"])
    world.silent("213")


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
    world.expect("the two phones talk", "212", "CALL_ESTABLISHED")
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
