"""The caller gives up."""

import os
import signal

from peers.sipp import Sipp

HERE = os.path.dirname(os.path.abspath(__file__))


def check_cancel_behind_invite(world):
    """Fifty INVITEs, and their CANCELs right behind them, all end legally, and each has a record."""
    world.start()
    world.listen()
    # While the daemon stands still, the CANCELs queue up behind the INVITEs: awake, it answers in less than a millisecond.
    os.kill(world.daemon.pid, signal.SIGSTOP)
    run = Sipp(
        "cancel", os.path.join(HERE, "cancel.xml"), f"127.0.0.1:{world.clinic.sip_port}", world.folder,
        local=world.trunk_address, service="+16025550100", calls=50, rate=200, timeout=30,
    )
    try:
        for _ in range(50):
            world.expect("a CANCEL", "patient", "sip-sent", 10, lambda d: d["line"].startswith("CANCEL"))
    finally:
        os.kill(world.daemon.pid, signal.SIGCONT)
    world.peers.append(run)
    world.require(run.finish(40), f"SIPp: {run.complaint()}")
    world.record(count=50)
