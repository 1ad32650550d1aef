"""The fallback without callgen: SIPp is trunk and phone, for what it can measure."""

import os
import tempfile

from peers.sipp import Sipp

import clinic
from tools import Fresh

HERE = os.path.dirname(os.path.abspath(__file__))


def _cpu(pid):
    """CPU seconds of a process so far."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def menu_calls(rate, seconds=10):
    """Calls that hear the menu for a second and hang up: CPU per call and failures, as SIPp counts them."""
    calls = rate * seconds
    with Fresh() as daemon, tempfile.TemporaryDirectory() as folder:
        before = _cpu(daemon.pid)
        run = Sipp(
            "calls", os.path.join(HERE, "calls.xml"), f"{clinic.DAEMON}:5060", folder, local=clinic.TRUNK,
            service="+16025550102", calls=calls, rate=rate, timeout=seconds + 40, extra=["-l", str(calls)],
        )
        well = run.finish(seconds + 60)
        used = _cpu(daemon.pid) - before
        complaint = "" if well else run.complaint()
    return {"CPU ms/call": 1000 * used / calls, "failed": 0 if well else complaint}
