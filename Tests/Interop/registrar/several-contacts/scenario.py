"""Two phones on one extension."""

from peers import linphone


def check_both_ring(world):
    """baresip and Linphone on one extension both ring; who answers is connected, and the other stops ringing."""
    world.start()
    desk = world.phone("213")
    world.phone("213", name="other", program=linphone)
    phones = world.daemon.ask_json("status", world.clinic.path)["phones"]
    contacts = next(phone for phone in phones if phone["phone"] == "213")["contacts"]
    world.require(len(contacts) == 2, f"the extension has the contacts {contacts}")
    patient = world.call("talk", "hang up", number="+16025550101")
    world.rings("213")
    world.rings("other")
    desk.answer()
    cancelled = world.gets("other", "CANCEL")
    world.require("elsewhere" in cancelled.detail["reason"], f"the CANCEL says {cancelled.detail['reason']}")
    world.silent("other")
    patient.act()
    world.hears("patient", "213", 1.0)
    world.hears("213", "patient", 1.0)
    patient.act()
    world.silent("213")
    world.ended_well(patient)


def check_the_other_answers(world):
    """When Linphone is the one who answers, it is connected and baresip stops ringing."""
    world.start()
    world.phone("213")
    desk = world.phone("213", name="other", program=linphone)
    patient = world.call("talk", "hang up", number="+16025550101")
    world.rings("213")
    world.rings("other")
    desk.answer()
    cancelled = world.gets("213", "CANCEL")
    world.require("elsewhere" in cancelled.detail["reason"], f"the CANCEL says {cancelled.detail['reason']}")
    world.silent("213")
    patient.act()
    world.hears("patient", "other", 1.0)
    world.hears("other", "patient", 1.0)
    patient.act()
    world.ended_well(patient)
