"""baresip as a desk phone: registers with digest, rings, answers, presses keys; driven over its ctrl_tcp door."""

import glob
import json
import os
import socket
import threading
import time

from . import audio
from .ports import free_block, free_port
from .program import Program
from .tap import Place
from .timeline import Event

_CONFIG = """\
sip_listen {address}:{port}
{certificates}
net_interface {address}
audio_player aubridge,received
audio_source aufile,voice.wav
audio_alert aubridge,alert
audio_buffer 20-160
rtp_ports {rtp}-{rtp_end}
module_path {modules}
module g711.so
module g722.so
module opus.so
module aubridge.so
module aufile.so
{srtp}
module_tmp uuid.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{door}
call_local_timeout 120
call_max_calls 4
"""


def module_folder():
    """Where Debian keeps baresip's modules."""
    found = glob.glob("/usr/lib/baresip/modules") + glob.glob("/usr/lib/*/baresip/modules")
    return found[0] if found else "/usr/lib/baresip/modules"


class Phone:
    """One baresip. Its events (REGISTER_OK, CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED …) go to the timeline
    under `name`. It sends a steady tone of `tone` Hz as its user's voice."""

    def __init__(
        self, name, timeline, folder, address, extension, password, server, transport="udp", tone=550, expires=300,
        ca_file=None, aor_host=None, register=True, codecs="pcmu,pcma", encryption=None, record=False,
    ):
        self.name, self.timeline, self.address, self.extension = name, timeline, address, extension
        self.folder = os.path.join(folder, name.replace(" ", "-"))
        os.makedirs(self.folder, exist_ok=True)
        # baresip wants the rate and the channels of the codec; a tone of half the pitch at 8 kHz is the tone at 16 kHz.
        rate, channels = map(int, codecs.split("/")[1:]) if "/" in codecs else (audio.RATE, 1)
        factor = rate // audio.RATE
        voice = [sample for sample in audio.tone(tone / factor, 2 * factor) for _ in range(channels)] * 60
        audio.write_wav(os.path.join(self.folder, "voice.wav"), voice, rate, channels)
        self.door = free_port()
        self.sip_port = free_port(address)
        rtp = free_block(40, address)
        self.place = Place(name, address, ((rtp, rtp + 39), (self.sip_port, self.sip_port)))
        with open(os.path.join(self.folder, "config"), "w") as file:
            file.write(
                _CONFIG.format(
                    address=address,
                    port=self.sip_port,
                    certificates=f"sip_cafile {ca_file}" if ca_file else "",
                    rtp=rtp,
                    rtp_end=rtp + 39,
                    modules=module_folder(),
                    srtp=("module srtp.so\n" if encryption else "")
                    + (f"module sndfile.so\nsnd_path {self.folder}" if encryption or record else ""),
                    door=self.door,
                )
            )
        host = aor_host or server
        route = f';outbound="sip:{server};transport={transport}"' if aor_host else ""
        self.account = (
            f"<sip:{extension}@{host};transport={transport}>;auth_pass={password}{route}"
            f";regint={expires if register else 0};answermode=manual;audio_codecs={codecs}"
            + (f";mediaenc={encryption}" if encryption else "")
        )
        for name_of_file in ("accounts", "contacts"):
            open(os.path.join(self.folder, name_of_file), "w").close()
        self.program = Program(
            name, ["baresip", "-f", self.folder], os.path.join(self.folder, "baresip.log"), cwd=self.folder
        )
        self._connect()
        self.register()  # only now, so that its registration is not missed

    def _connect(self):
        deadline = time.monotonic() + 5
        while True:
            try:
                self.link = socket.create_connection(("127.0.0.1", self.door))
                break
            except OSError:
                if time.monotonic() > deadline or not self.program.running:
                    words = " ".join(self.program.last_words(3))
                    raise OSError(f"baresip ({self.name}) did not start: {words}") from None
                time.sleep(0.02)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        received = b""
        while True:
            try:
                chunk = self.link.recv(65536)
            except OSError:
                return
            if not chunk:
                return
            received += chunk
            while True:  # netstrings: 12:{"event":…},
                length, colon, rest = received.partition(b":")
                if not colon or len(rest) <= int(length):
                    break
                message, received = json.loads(rest[: int(length)]), rest[int(length) + 1 :]
                kind = message["type"] if message.get("event") else "response"
                self.timeline.add(Event(self.name, kind, message))

    def command(self, command, parameters=""):
        text = json.dumps({"command": command, "params": parameters, "token": command}).encode()
        self.link.sendall(b"%d:%s," % (len(text), text))

    def register(self):
        """Registers, again when it has: over a connection of now."""
        self.command("uanew", self.account)

    def answer(self):
        self.command("accept")

    def press(self, keys):
        self.command("sndcode", keys)

    def hang_up(self):
        self.command("hangup")

    def hold(self):
        self.command("hold")

    def resume(self):
        self.command("resume")

    def transfer(self, target):
        """Holds the call and passes it on."""
        self.command("transfer", target)

    def dial(self, target):
        self.command("dial", target)

    def stop(self):
        """Unregisters and ends."""
        try:
            self.command("quit")
            self.program.wait(2)
            self.link.close()
        except OSError:
            pass
        self.program.stop(2)
