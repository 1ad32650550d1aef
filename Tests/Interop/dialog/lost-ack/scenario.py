"""The ACK to our 200 is late, or never comes."""

import os

HERE = os.path.dirname(os.path.abspath(__file__))


def _answers(world):
    return world.timeline.any(
        "patient", "sip-received", lambda d: d["line"].startswith("SIP/2.0 200") and d["cseq"].endswith("INVITE")
    )


def check_lost_once(world):
    """When two ACKs are lost, our 200 is repeated until the third arrives; then the caller hears the greeting."""
    world.start()
    world.listen()
    call = world.sipp("lost", os.path.join(HERE, "lost.xml"), extra=["-nr"])
    world.hears("patient", "sound", 1.0)
    world.require(call.finish(20), f"SIPp: {call.complaint()}")
    world.require(len(_answers(world)) == 3, f"{len(_answers(world))} times 200")
    world.record()


def check_never(world):
    """When no ACK ever comes, our 200 is repeated for 32 s, then BYE ends the call, and the record says so."""
    world.start()
    world.listen()
    call = world.sipp("never", os.path.join(HERE, "never.xml"), extra=["-nr"], timeout=60)
    first = world.gets("patient", "SIP/2.0 200")
    bye = world.gets("patient", "BYE", 45)
    world.require(31 < bye.time - first.time < 36, f"BYE after {bye.time - first.time:.1f} s")
    world.require(call.finish(10), f"SIPp: {call.complaint()}")
    world.require(len(_answers(world)) >= 8, f"only {len(_answers(world))} times 200")
    world.record()


def check_bye_overtakes_ack(world):
    """A BYE that comes before the ACK ends the call with 200 and leaves a record; the late ACK does no harm."""
    world.start()
    call = world.sipp("early", os.path.join(HERE, "bye-first.xml"), calls=20, rate=20)
    world.require(call.finish(20), f"SIPp: {call.complaint()}")
    world.record(count=20)
