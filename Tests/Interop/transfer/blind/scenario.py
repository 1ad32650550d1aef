"""A desk phone passes the patient on without asking."""

from peers import linphone, mediaprocess


def _heard(world, who, what):
    """Seconds of it that this one has heard so far."""
    heard = world.timeline.any(who, "heard", lambda d: d["what"] == what)
    return heard[-1].detail["seconds"] if heard else 0.0


def _at(world, extension):
    return f"sip:{extension}@127.0.0.1:{world.clinic.sip_port}"


def _passes(world, phone):
    """211 passes the patient on to 213, which answers."""
    desk = world.phone("213")
    patient = world.talk(phone)
    world.hears("patient", "211", 1.0)
    world.hears("211", "patient", 1.0)
    phone.transfer(_at(world, "213"))
    world.rings("213")
    world.hears("patient", "sound", _heard(world, "patient", "sound") + 0.8)
    desk.answer()
    world.hears("patient", "213", 1.5)
    world.hears("213", "patient", 1.5)
    world.silent("211")
    alone = world.timeline.any("patient", "heard", lambda d: d["what"] == "211")[-1].time
    talk = world.timeline.any("patient", "heard", lambda d: d["what"] == "213")[0].time
    world.require(alone < talk, "the patient heard the first phone after the second")
    patient.act()
    world.ended_well(patient)
    world.silent("213")
    record = world.record()
    results = [(attempt["device"], attempt["result"]) for attempt in record["attempts"]]
    world.require(results == [("phone 211", "accepted"), ("phone 213", "accepted")], f"the attempts are {results}")
    world.require(len(record["legs"]) == 3, f"the lines are {record['legs']}")


def check_baresip(world):
    """baresip passes the patient on to 213: ringback, then the two talk; baresip is told 200 and hangs up."""
    world.start(first_ring=20)
    _passes(world, world.phone("211"))


def check_linphone(world):
    """Linphone passes the patient on to 213: ringback, then the two talk; Linphone is told 200 and hangs up."""
    world.start(first_ring=20)
    _passes(world, world.phone("211", program=linphone))


def check_name_after_restart(world):
    """The daemon is killed; before anybody has registered again, baresip names 213 by the clinic's name: 213 rings, and talks."""
    world.start(first_ring=20)
    phone, desk = world.phone("211", aor_host="pbx.clinic.example"), world.phone("213")
    mediaprocess.registered(world, 2)
    mediaprocess.kill_daemon(world)
    world.restart()
    patient = world.talk(phone)
    world.hears("patient", "211", 1.0)
    phone.transfer("sip:213@pbx.clinic.example")
    world.rings("213")
    desk.answer()
    world.hears("patient", "213", 1.0)
    world.silent("211")
    patient.act()
    world.ended_well(patient)
    logins = world.timeline.any("211", "sip-sent", lambda d: d["line"].startswith("REGISTER"))
    world.require(not logins, f"211 has registered again: {logins}")


def check_patient_gives_up(world):
    """The patient gives up while 213 rings for them: baresip is told, 213 stops ringing, and the case is open."""
    world.start(first_ring=20)
    phone = world.phone("211")
    world.phone("213")
    patient = world.talk(phone)
    world.hears("patient", "211", 1.0)
    world.require(not world.callbacks(), f"something is owed to a patient who talks: {world.callbacks()}")
    phone.transfer(_at(world, "213"))
    world.rings("213")
    patient.act()
    world.ended_well(patient)
    world.silent("213")
    # Its own BYE may cross this one: then baresip says nothing of the end.
    world.gets("211", "BYE")
    record = world.record()
    world.require(record["outcome"]["kind"] == "reachedHuman", f"the record says {record['outcome']}")
    owed = world.callbacks()
    world.require(
        [(case["kind"], case["number"]) for case in owed] == [("openCase", "+16025550142")], f"what is owed: {owed}")


def _rings_again(world, extension):
    """The phone rings a second time."""
    first = world.timeline.any(extension, "CALL_INCOMING")[0].detail["id"]
    world.expect(f"{extension} rings again", extension, "CALL_INCOMING", 15, lambda d: d["id"] != first)


def check_declined(world):
    """213 declines, and baresip hangs up when it is told: the patient is not, and 213 rings again with everybody else."""
    world.start(first_ring=20)
    phone, desk = world.phone("211"), world.phone("213")
    patient = world.talk(phone)
    world.hears("patient", "211", 1.0)
    phone.transfer(_at(world, "213"))
    world.rings("213")
    desk.hang_up()
    world.expect("baresip hears of the failure", "211", "TRANSFER_FAILED")
    _rings_again(world, "213")
    desk.answer()
    world.hears("patient", "213", 1.5)
    patient.act()
    world.ended_well(patient)
    results = [(attempt["device"], attempt["result"]) for attempt in world.record()["attempts"]]
    world.require(results[1][0] == "phone 213" and results[1][1] in ("busy", "declined"), f"the attempts are {results}")


def check_outside(world):
    """baresip wants to pass the patient on to a number outside: refused, and nothing is dialled; it hangs up, the desk rings."""
    world.start(first_ring=20)
    phone, desk = world.phone("211"), world.phone("213")
    patient = world.talk(phone)
    world.hears("patient", "211", 1.0)
    phone.transfer(_at(world, "+16025550142"))
    world.expect("the REFER is refused", "211", "sip-received", 5, lambda d: d["line"].startswith("SIP/2.0 403"))
    world.rings("213")
    desk.answer()
    world.hears("patient", "213", 1.5)
    patient.act()
    world.ended_well(patient)
    rung = {attempt["device"] for attempt in world.record()["attempts"]}
    world.require(rung <= {"phone 211", "phone 212", "phone 213"}, f"somebody else was rung: {rung}")
