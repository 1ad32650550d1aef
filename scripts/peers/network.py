"""The way between somebody and the daemon: packets that get lost on it, and what tshark sees there."""

import os
import re
import subprocess
import time

from .program import DIE_WITH_PARENT
from .timeline import Skipped


class Loss:
    """Drops packets that a peer sends to us, between it and us, and counts them. Needs nftables and root."""

    def __init__(self, place, which):
        self.table = f"nightbell_loss_{place.ports[0][0]}"
        # The table is this program's own: however it ends, and so however we do, the kernel takes the table away.
        lines = [
            f"add table ip {self.table} {{ flags owner; }}",
            f"add chain ip {self.table} input {{ type filter hook input priority 0; }}",
            f"add rule ip {self.table} input {which} counter drop",
        ]
        try:
            subprocess.run(["nft", "list", "tables"], check=True, capture_output=True)
            self.owner = subprocess.Popen(
                ["nft", "-i"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
            )
        except (OSError, subprocess.CalledProcessError) as failure:
            raise Skipped(f"nftables cannot drop packets here: {failure}") from failure
        self.owner.stdin.write("\n".join(lines) + "\n")
        self.owner.stdin.flush()
        deadline = time.monotonic() + 10
        while "drop" not in self.listed():
            if time.monotonic() > deadline:
                self.owner.kill()
                raise Skipped(f"nftables cannot drop packets here: {self.owner.communicate()[1].strip()}")
            time.sleep(0.02)

    def listed(self):
        """The table as nftables shows it; nothing when there is none."""
        command = ["nft", "list", "table", "ip", self.table]
        return subprocess.run(command, check=False, capture_output=True, text=True).stdout

    @classmethod
    def of_every_20th(cls, place):
        """Of RTP alone: the even ports."""
        first, last = place.ports[0]
        ports = ", ".join(str(port) for port in range(first, last, 2))
        return cls(place, f"udp sport {{ {ports} }} numgen inc mod 20 7")

    @classmethod
    def of_everything(cls, place):
        first, last = place.ports[0]
        return cls(place, f"udp sport {first}-{last}")

    def dropped(self):
        words = self.listed().split()
        return int(words[words.index("packets") + 1])

    def end(self):
        self.owner.stdin.close()
        self.owner.wait()
        self.owner.stderr.close()


class Capture:
    """What tshark sees on loopback of what passes `wanted` (a capture filter), and what it says of it.

    `ports` are read as `protocol` (rtp, rtcp), whatever they look like.
    """

    def __init__(self, folder, wanted, ports=(), protocol="rtcp", name=None):
        name = name or protocol
        self.file = os.path.join(folder, f"{name}.pcapng")
        self.reading = [part for port in ports for part in ("-d", f"udp.port=={port},{protocol}")]
        self.log = open(os.path.join(folder, f"tshark-{name}.log"), "w+")
        try:
            self.process = subprocess.Popen(
                [*DIE_WITH_PARENT, "tshark", "-q", "-i", "lo", "-f", wanted, "-w", self.file],
                stdout=self.log, stderr=subprocess.STDOUT,
            )
        except OSError as failure:
            raise Skipped(f"no tshark: {failure}") from failure

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def wait_until_listening(self, seconds=10):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            with open(self.log.name, errors="replace") as log:
                if "Capturing on" in log.read() and os.path.exists(self.file):
                    return
            time.sleep(0.02)
        raise Skipped("tshark does not listen here")

    def wait_for(self, condition, seconds=10):
        """Until such a packet lies in the file, or the time is over: tshark writes what it sees a little later."""
        deadline = time.monotonic() + seconds
        while not self.fields(condition, "frame.number", whole=False) and time.monotonic() < deadline:
            time.sleep(0.1)

    def jitter(self):
        """Of each RTP stream, as tshark works it out (`-z rtp,streams`): packets, and milliseconds (mean, worst)."""
        command = ["tshark", "-q", "-r", self.file, *self.reading, "-z", "rtp,streams"]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found = re.findall(r"^ .* (\d+) +-?\d+ \(\S+%\) .* ([\d.]+) +([\d.]+)(?: +X)? *$", out, re.MULTILINE)
        return [(int(packets), float(mean), float(worst)) for packets, mean, worst in found]

    def fields(self, condition, *names, whole=True):
        """A line of fields for each packet that answers the condition; `whole` says that nothing is being written."""
        command = ["tshark", "-r", self.file, "-Y", condition, "-T", "fields", *self.reading]
        for name in names:
            command += ["-e", name]
        out = subprocess.run(command, check=whole, capture_output=True, text=True).stdout
        return [line.split("\t") for line in out.splitlines()]


def sent_audio(world, address, first=1024, last=65535, heard_too=False):
    """A capture of the audio that the daemon sends to these ports of an address, once it listens; with `heard_too`, of what
    comes from there as well.
    """
    ours = range(world.clinic.media_port, world.clinic.media_port + 200, 2)
    ends = [("dst", "src")] + ([("src", "dst")] if heard_too else [])
    ways = [
        f"({theirs} host {address} and {theirs} portrange {first}-{last} and {mine} portrange {ours[0]}-{ours[-1]})"
        for theirs, mine in ends
    ]
    capture = Capture(world.folder, f"udp and ({' or '.join(ways)})", ours, "rtp", f"rtp-{address}-{first}")
    capture.wait_until_listening()
    return capture
