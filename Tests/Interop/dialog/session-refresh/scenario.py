"""Session timers on the trunk."""

import os

HERE = os.path.dirname(os.path.abspath(__file__))


def check_refresh_is_answered(world):
    """A session of 90 s is agreed; its refresh by re-INVITE and by UPDATE gets 200, and the audio never stops."""
    world.start()
    world.listen()
    call = world.sipp("refresh", os.path.join(HERE, "refresh.xml"))
    world.gets("patient", "SIP/2.0 200", 10, lambda d: d["cseq"].startswith("1 INVITE"))
    updated = world.gets("patient", "SIP/2.0 200", 10, lambda d: d["cseq"].startswith("3 UPDATE"))
    after = world.expect(
        "audio goes on after the refresh", "patient", "heard", 10, lambda d: d["what"] == "sound"
    )
    while after.time < updated.time:
        after = world.expect("audio goes on after the refresh", "patient", "heard", 10)
    world.require(call.finish(20), f"SIPp: {call.complaint()}")
    world.record()


def check_too_brief(world):
    """A session of 30 s is refused with 422 and Min-SE: 90."""
    world.start()
    call = world.sipp("brief", os.path.join(HERE, "too-brief.xml"))
    world.require(call.finish(20), f"SIPp: {call.complaint()}")
