"""OPTIONS from the trunk."""

import os

from peers.sipp import Sipp

HERE = os.path.dirname(os.path.abspath(__file__))


def check_options(world):
    """Twenty OPTIONS from the trunk's peer are each answered 200 with an Allow header."""
    world.start()
    asking = Sipp(
        "options", os.path.join(HERE, "options.xml"), f"127.0.0.1:{world.clinic.sip_port}", world.folder,
        local=world.trunk_address, calls=20, rate=20, timeout=10,
    )
    world.peers.append(asking)
    world.require(asking.finish(15), f"SIPp: {asking.complaint()}")
