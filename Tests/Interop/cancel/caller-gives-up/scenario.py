"""The caller gives up."""

import os

from peers.sipp import Sipp

HERE = os.path.dirname(os.path.abspath(__file__))


def check_cancel_behind_invite(world):
    """Fifty calls that are cancelled at once all end legally, and each has a record."""
    world.start()
    run = Sipp(
        "cancel", os.path.join(HERE, "cancel.xml"), f"127.0.0.1:{world.clinic.sip_port}", world.folder,
        local=world.trunk_address, service="+16025550100", calls=50, rate=20, timeout=30,
    )
    world.peers.append(run)
    world.require(run.finish(40), f"SIPp: {run.complaint()}")
    world.record(count=50)
