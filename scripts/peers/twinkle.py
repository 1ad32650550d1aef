"""Twinkle (twinkle-console) as a desk phone: registers with digest, answers, presses keys; typed to like a person would.

It wants a sound card. ALSA's null device gives it one that takes and gives samples at any speed, so that Twinkle hears
and presses keys, but what it would say is not sent in time and nobody hears it.
"""

import os
import subprocess
import threading

from .ports import free_block, free_port
from .program import Program
from .tap import Place
from .timeline import Event

_SYSTEM = """\
dev_ringtone=alsa:null
dev_speaker=alsa:null
dev_mic=alsa:null
validate_audio_dev=no
sip_udp_port={port}
sip_port={port}
rtp_port={rtp}
play_ringtone=no
play_ringback=no
"""
_USER = """\
user_name={extension}
user_domain={server}
auth_name={extension}
auth_pass={password}
registrar={server}
outbound_proxy={server}
outbound_proxy_all_requests=yes
register_at_startup=yes
registration_time=300
codecs=g711u,g711a
sip_transport=udp
use_nat_public_ip=yes
nat_public_ip={address}
"""
# What it prints → the event it stands for, called as baresip's.
_LINES = {
    "registration succeeded": "REGISTER_OK",
    "incoming call": "CALL_INCOMING",
    "call established": "CALL_ESTABLISHED",
    "far end ended call": "CALL_CLOSED",
    "far end cancelled call": "CALL_CLOSED",
    "call ended": "CALL_CLOSED",
}


class Phone:
    """One twinkle-console. On loopback it does not find its own address; it is told as one behind NAT would be."""

    def __init__(self, name, timeline, folder, address, extension, password, server, transport="udp", tone=550):
        if transport != "udp":
            raise ValueError("Twinkle is used over UDP here")
        self.name, self.timeline = name, timeline
        self.folder = os.path.join(folder, name.replace(" ", "-"))
        os.makedirs(os.path.join(self.folder, ".twinkle"), exist_ok=True)
        port, rtp = free_port(address), free_block(12, address)
        self.place = Place(name, address, ((rtp, rtp + 11), (port, port)))
        for file_name, text in (
            ("twinkle.sys", _SYSTEM.format(port=port, rtp=rtp)),
            ("phone.cfg", _USER.format(extension=extension, server=server, password=password, address=address)),
        ):
            with open(os.path.join(self.folder, ".twinkle", file_name), "w") as file:
                file.write(text)
        self.program = Program(
            name, ["twinkle-console", "phone.cfg"], os.path.join(self.folder, "twinkle.log"),
            env={"HOME": self.folder, "LC_ALL": "C"}, cwd=self.folder, stdin=subprocess.PIPE,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        """Follows what it prints until it has ended."""
        with open(self.program.log, errors="replace") as log:
            while True:
                running = self.program.running
                line = log.readline()
                if line:
                    for words, kind in _LINES.items():
                        if words in line:
                            self.timeline.add(Event(self.name, kind, {"param": line.strip()}))
                            break
                elif not running:
                    return
                else:
                    self.program.wait(0.02)

    def type(self, line):
        self.program.process.stdin.write(f"{line}\n".encode())
        self.program.process.stdin.flush()

    def answer(self):
        self.type("answer")

    def press(self, keys):
        self.type(f"dtmf {keys}")

    def hang_up(self):
        self.type("bye")

    def hold(self):
        self.type("hold")

    def resume(self):
        self.type("retrieve")

    def stop(self):
        if not self.program.running:
            return
        try:
            self.type("quit")
            self.program.process.stdin.close()
        except OSError:
            pass
        self.program.wait(3)
        self.program.stop(2)
