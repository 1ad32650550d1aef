"""Linphone (linphonec) as a desk phone: registers with digest, answers, presses keys; typed to like a person would.

It has no sound card here: it plays `voice.wav` and records what it decoded to `heard.wav`, by its own means.
"""

import os
import threading

from . import audio
from .ports import free_block, free_port
from .tap import Place
from .typed import TypedPhone

_CONFIG = """\
[sip]
sip_port={udp}
sip_tcp_port={tcp}
sip_tls_port=0
guess_hostname=0
use_ipv6=0
bind_address={address}
default_proxy=0
media_encryption={encryption}
contact=sip:{extension}@{address}
register_only_when_network_is_up=0
use_info={info}
use_rfc2833={events}
[proxy_0]
reg_proxy=<sip:{server};transport={transport}>
reg_identity=sip:{extension}@{host}
reg_expires={expires}
reg_sendregister=1
publish=0
dial_escape_plus=0
[auth_info_0]
username={extension}
passwd={password}
algorithm={algorithm}
realm={realm}
domain={host}
[rtp]
audio_rtp_port={rtp}
[video]
enabled=0
capture=0
display=0
[storage]
uri=null
"""


class Phone(TypedPhone):
    """One linphonec; events as baresip's are called."""

    prints = {
        "registered, identity": "REGISTER_OK",
        "Receiving new incoming call": "CALL_INCOMING",
        " ringing.": "CALL_RINGING",
        "is now paused.": "CALL_HELD",
        "connected.": "CALL_ESTABLISHED",
        " ended (": "CALL_CLOSED",
    }
    hangs_up, holds, resumes = "terminate", "pause", "resume"

    def __init__(
        self, name, timeline, folder, address, extension, password, server, transport="udp", tone=550, realm="",
        algorithm="MD5", encryption="none", codecs=(), expires=300, keys="events",
    ):
        """It sends keys as "events" (RFC 4733) or as "info" (SIP INFO). With `codecs`, "speex/16000/1" and the like, it speaks these alone, in this order."""
        self.name, self.timeline = name, timeline
        self.folder = os.path.join(folder, name.replace(" ", "-"))
        os.makedirs(os.path.join(self.folder, ".local", "share", "linphone"), exist_ok=True)
        audio.write_wav(os.path.join(self.folder, "voice.wav"), audio.tone(tone, 1) * 60)
        self.heard = os.path.join(self.folder, "heard.wav")
        port, rtp = free_port(address), free_block(2, address)
        self.place = Place(name, address, ((rtp, rtp), (port, port)))
        with open(os.path.join(self.folder, "linphonerc"), "w") as file:
            file.write(
                _CONFIG.format(
                    udp=port if transport == "udp" else 0, tcp=port if transport == "tcp" else 0, address=address,
                    extension=extension, server=server, transport=transport, host=server.split(":")[0],
                    password=password, realm=realm, rtp=rtp, algorithm=algorithm, encryption=encryption, expires=expires, info=int(keys == "info"), events=int(keys == "events"),
                )
                + self._codecs(codecs)
            )
        self.run(
            ["linphonec", "-c", os.path.join(self.folder, "linphonerc")], os.path.join(self.folder, "linphonec.log"),
            {"HOME": self.folder},
        )
        self.type("soundcard use files")
        self.type("play voice.wav")
        self.type("record heard.wav")
        threading.Thread(target=self._ask_for_registration, daemon=True).start()

    def _ask_for_registration(self):
        """It does not say by itself that it has registered."""
        while self.program.running and not self.timeline.any(self.name, "REGISTER_OK"):
            self.type("status register")
            self.program.wait(0.3)

    @staticmethod
    def _codecs(codecs):
        """Sections of its configuration; what it knows and is not named there, it would add by itself."""
        known = ("speex/8000/1", "speex/16000/1", "speex/32000/1", "opus/48000/2", "PCMU/8000/1", "PCMA/8000/1", "G722/8000/1")
        sections = []
        for number, codec in enumerate([*codecs, *(codec for codec in known if codec not in codecs)] if codecs else []):
            name, rate, channels = codec.split("/")
            sections.append(
                f"[audio_codec_{number}]\nmime={name}\nrate={rate}\nchannels={channels}\nenabled={int(codec in codecs)}\n")
        return "".join(sections)

    def transfer(self, target, call=1):
        self.type(f"transfer {call} {target}")

    def dial(self, target):
        self.type(f"call {target}")

    def press(self, keys):
        for key in keys:
            self.type(key)
