"""Twinkle as a desk phone."""

from peers import twinkle


def check_twinkle_takes_the_call(world):
    """Twinkle registers, rings, presses 1, hears the patient, holds and takes up again, and hangs up."""
    world.start(first_ring=20)
    doctor = world.phone("211", program=twinkle)
    patient = world.call("5", "talk", "released")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.rings("211")
    doctor.answer()
    world.hears("211", "sound", 1.0)
    doctor.press("1")
    patient.act()
    world.hears("211", "patient", 1.0)
    doctor.hold()
    held = world.gets("211", "SIP/2.0 200", 5, lambda d: "INVITE" in d["cseq"] and d["direction"] in ("recvonly", "inactive"))
    world.timeline.quiet(
        "a phone on hold hears the patient", "211", "heard", lambda d: d["what"] == "patient", held.time + 0.3, 1.0
    )
    doctor.resume()
    heard = world.timeline.any("211", "heard", lambda d: d["what"] == "patient")[-1].detail["seconds"]
    world.hears("211", "patient", heard + 1.0)
    doctor.hang_up()
    world.ended_well(patient)
    results = [attempt["result"] for attempt in world.record()["attempts"]]
    world.require(results == ["accepted"], f"the record's attempts are {results}")
