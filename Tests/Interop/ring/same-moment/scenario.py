"""Two phones answer in the same millisecond."""

from peers.ports import free_port

BOTH = (
    ('"211": { name: Exam room 1, password: secret-211 }', '"211": { name: Exam room 1, password: secret-211, trusted: yes }'),
    ('ring: "213"\n', 'ring: ["211", "213"]\n'),
)


def _both(world, acts):
    """One SIPp is both phones, so that nothing but the wire is between their answers."""
    port = free_port()
    for extension in ("211", "213"):
        world.sipp_registers(extension, port)
    return world.answerer("other", acts, port=port, calls=2)


def check_one_is_bridged(world):
    """Of two trusted phones that answer at once one is connected; the other is told so and gets ACK and BYE."""
    world.start(but=BOTH)
    phones = _both(world, ["ring", "told", "answer", "talk", "released"])
    patient = world.call("talk", "hang up", number="+16025550101")
    ringing = [
        world.expect("both ring", "other", "sip-sent", 10, lambda d: d["line"].startswith("SIP/2.0 180"))
        for _ in range(2)
    ]
    phones.proceed(*(event.detail["call"] for event in ringing))
    acknowledged = [world.gets("other", "ACK").detail["call"] for _ in range(2)]
    world.require(acknowledged[0] != acknowledged[1], "only one of the two answers was acknowledged")
    patient.act()
    world.hears("patient", "other", 1.0)
    late = world.gets("other", "BYE")
    world.require("elsewhere" in late.detail["reason"], f"the BYE says {late.detail['reason'] or 'no reason'}")
    places = [place.name for place in phones.places]
    connected = [p for p in places if world.timeline.any(p, "heard", lambda d: d["what"] == "patient")]
    world.require(len(connected) == 1, f"{len(connected)} phones hear the patient")
    # When the second 200 crossed our CANCEL, there was nobody to be told, and the BYE is a surprise to SIPp.
    crossed = world.timeline.any("other", "sip-received", lambda d: d["line"].startswith("CANCEL"))
    if not crossed:
        # A second of it: the 100 ms in which the patient's tone begins or has a gap are no tone either.
        told = [
            p for p in places
            if world.timeline.any(p, "heard", lambda d: d["what"] == "sound" and d["seconds"] >= 1.0)
        ]
        world.require(told == [p for p in places if p not in connected], f"{told} were told that it is taken")
    patient.act()
    world.ended_well(patient)
    if not crossed:
        world.ended_well(phones)
    results = sorted(attempt["result"] for attempt in world.record()["attempts"])
    world.require(results == ["accepted", "answeredElsewhere"], f"the attempts are {results}")


def check_one_key_wins(world):
    """Of two phones on which 1 is pressed at once, one is connected; the other gets BYE with the reason."""
    world.start(
        first_ring=20,
        but=(('ring: on-call primary\n', 'ring: [adams, baker]\n        together: yes\n'),),
    )
    port = free_port()
    for extension in ("211", "212"):
        world.sipp_registers(extension, port)
    phones = world.answerer("other", ["ring", 500, "answer", 1500, "1", "talk", "released"], port=port, calls=2)
    patient = world.call("5", "talk", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.hears("patient", "other", 1.0)
    patient.act()
    late = world.gets("other", "BYE")
    world.require("elsewhere" in late.detail["reason"], f"the BYE says {late.detail['reason'] or 'no reason'}")
    world.require(len(world.timeline.any("other", "sip-received", lambda d: d["line"].startswith("ACK"))) == 2, "ACKs")
    places = [place.name for place in phones.places]
    connected = [p for p in places if world.timeline.any(p, "heard", lambda d: d["what"] == "patient")]
    world.require(len(connected) == 1, f"{len(connected)} phones hear the patient")
    patient.act()
    world.ended_well(patient)
    world.ended_well(phones)
    results = sorted(attempt["result"] for attempt in world.record()["attempts"])
    world.require(results == ["accepted", "answeredElsewhere"], f"the attempts are {results}")
