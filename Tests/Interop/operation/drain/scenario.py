"""The daemon is asked to end while a call is up."""

import os
import signal

from peers.sipp import Sipp

HERE = os.path.dirname(os.path.abspath(__file__))


def check_drain(world):
    """After SIGTERM a new call gets 503 with Retry-After, the running one is finished, and the daemon ends with 0."""
    world.start()
    desk = world.phone("213")
    patient = world.call("talk", "hang up", number="+16025550101")
    world.rings("213")
    desk.answer()
    patient.act()
    world.hears("patient", "213", 1.0)
    world.daemon.program.signal(signal.SIGTERM)
    refused = Sipp(
        "refused", os.path.join(HERE, "refused.xml"), f"127.0.0.1:{world.clinic.sip_port}", world.folder,
        local=world.trunk_address, service="+16025550100", timeout=8,
    )
    world.peers.append(refused)
    world.require(refused.finish(10), f"SIPp: {refused.complaint()}")
    heard = world.timeline.any("patient", "heard", lambda d: d["what"] == "213")[-1].detail["seconds"]
    world.hears("patient", "213", heard + 1.0)
    patient.act()
    world.ended_well(patient)
    status = world.daemon.program.wait(10)
    world.require(status == 0, f"the daemon ended with {status}")
