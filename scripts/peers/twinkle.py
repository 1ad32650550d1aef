"""Twinkle (twinkle-console) as a desk phone: registers with digest, answers, presses keys; typed to like a person would.

It wants a sound card. ALSA's null device gives it one that takes and gives samples at any speed, so that Twinkle hears
and presses keys, but what it would say is not sent in time and nobody hears it.
"""

import os

from .ports import free_block, free_port
from .tap import Place
from .typed import TypedPhone

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


class Phone(TypedPhone):
    """One twinkle-console. On loopback it does not find its own address; it is told as one behind NAT would be."""

    prints = {
        "registration succeeded": "REGISTER_OK",
        "incoming call": "CALL_INCOMING",
        "call established": "CALL_ESTABLISHED",
        "far end ended call": "CALL_CLOSED",
        "far end cancelled call": "CALL_CLOSED",
        "call ended": "CALL_CLOSED",
    }
    hangs_up, holds, resumes = "bye", "hold", "retrieve"

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
        self.run(
            ["twinkle-console", "phone.cfg"], os.path.join(self.folder, "twinkle.log"),
            {"HOME": self.folder, "LC_ALL": "C"},
        )

    def press(self, keys):
        self.type(f"dtmf {keys}")
