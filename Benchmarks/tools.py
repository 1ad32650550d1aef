"""callgen and rtplimit: built when they are beside the project, run, and read."""

import json
import os
import shutil
import subprocess
import tempfile
import time

from peers.daemon import TOP, Daemon, binary

import clinic

SOURCES = os.environ.get("CALLGEN") or os.path.join(TOP, "..", "shared", "tools", "callgen")
BUILT = os.path.join(TOP, ".build", "callgen")
PLACES = (
    "--dut", f"{clinic.DAEMON}:5060", "--uac", f"{clinic.TRUNK}:5060", "--uas", f"{clinic.PHONES_AT}:5060",
)  # what callgen is told of addresses
RELAY = clinic.FLOOR


def build():
    """Whether the tools are there; builds them first."""
    sources = next((s for s in (SOURCES, os.path.join(TOP, "shared", "tools", "callgen")) if os.path.isdir(s)), None)
    if not sources:
        return False
    os.makedirs(BUILT, exist_ok=True)
    subprocess.run(["make", "-s", "-C", sources, f"BUILD={BUILT}"], check=True)
    return True


def callgen(*options, pid=None, seconds=180):
    """Runs callgen; returns its figures."""
    with tempfile.NamedTemporaryFile(suffix=".json") as figures:
        command = [os.path.join(BUILT, "callgen"), "--json", figures.name, "--quiet"]
        if pid:
            command += ["--pid", pid]
        done = subprocess.run(
            [str(word) for word in [*command, *options]], capture_output=True, text=True, timeout=seconds
        )
        try:
            result = json.load(figures)
        except ValueError:
            raise OSError(f"callgen: {(done.stderr or done.stdout).strip()[-300:]}") from None
        result["report"] = done.stdout
        return result


def floor(calls, plateau):
    """rtplimit in its simple mode with so many pairs for so many seconds: CPU µs per packet and the latency it adds (p99, µs)."""
    with tempfile.NamedTemporaryFile(suffix=".json") as own:
        relay = subprocess.Popen(
            [
                os.path.join(BUILT, "rtplimit"), "--ip", RELAY, "--pairs", str(calls), "--mode", "simple",
                "--duration", str(plateau + 6), "--json", own.name,
            ],
            stdout=subprocess.DEVNULL,
        )
        try:
            figures = callgen(
                "--media-only", calls, "--relay-base", f"{RELAY}:30000", "--plateau", plateau, "--rt", pid=relay.pid
            )
        finally:
            relay.terminate()
            relay.wait()
    return figures


class Fresh:
    """A freshly started daemon on a fresh store, for one run: `with Fresh() as daemon`."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="nightbell-bench-")
        self.daemon = Daemon(binary("release"), clinic.write(self.folder), self.folder)
        # A second after its start the daemon gives back memory: what calls need is counted from there.
        time.sleep(2)
        return self.daemon

    def __exit__(self, *_):
        self.daemon.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
