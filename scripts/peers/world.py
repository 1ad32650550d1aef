"""What an interop scenario plays in: a daemon on free ports, a clinic of its own, its callers and phones."""

import os
import shutil
import time

from . import baresip, linphone
from .caller import Caller
from .clinic import Clinic
from .daemon import Daemon, binary
from .sipp import carrier
from .tap import Place, Tap
from .timeline import NotHappened, Timeline

TONES = {"patient": 1050, "211": 650, "212": 450, "213": 550}


class World:
    """One scenario's world. Everything that it starts ends with it."""

    def __init__(self, folder, number):
        """`number` tells worlds apart that run at the same time: each has loopback addresses of its own."""
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.folder = folder
        self.trunk_address = f"127.0.{number + 1}.2"
        self.stranger_address = f"127.0.{number + 1}.66"
        self.timeline = Timeline()
        self.clinic = Clinic(folder, self.trunk_address)
        self.daemon = self.tap = None
        self.peers = []

    # What runs

    def start(self, **changes):
        """Writes the clinic's configuration, with changes, and starts the daemon on it."""
        self.clinic.write(**changes)
        self.peers.append(carrier(self.folder, self.trunk_address, self.clinic.carrier_port))
        self.daemon = Daemon(binary("debug"), self.clinic.path, self.folder)
        return self.daemon

    def restart(self):
        """Starts the daemon again on the same configuration and the same store."""
        self.daemon = Daemon(binary("debug"), self.clinic.path, self.folder)

    def phone(self, extension, transport="udp", program=baresip, password=None, expect="REGISTER_OK", **more):
        """A desk phone that registers; returns when the registrar has said yes (or `expect`)."""
        port = self.clinic.tls_port if transport == "tls" else self.clinic.sip_port
        phone = program.Phone(
            extension, self.timeline, self.folder, "127.0.0.1", extension, password or f"secret-{extension}",
            f"127.0.0.1:{port}", transport=transport, tone=TONES[extension], **more,
        )
        self.peers.append(phone)
        self.expect(f"{extension} registers", extension, expect, 10)
        return phone

    def linphone(self, extension):
        return self.phone(extension, program=linphone)

    def listen(self):
        """From now on the timeline has what each phone and the trunk's caller hear."""
        places = [Place("patient", self.trunk_address)] + [peer.place for peer in self.peers if hasattr(peer, "place")]
        self.tap = Tap(self.timeline, places, TONES, [self.clinic.sip_port], wav_folder=self.folder)

    def call(self, *acts, number="+16025550100", name="patient", **more):
        """A caller on the trunk."""
        if not self.tap:
            self.listen()
        caller = Caller(
            name, acts, number, f"127.0.0.1:{self.clinic.sip_port}", self.folder, self.trunk_address, **more
        )
        self.peers.append(caller)
        return caller

    # What must happen

    @property
    def programs(self):
        return [self.daemon.program] if self.daemon else []

    def expect(self, what, source, kind, within=10, where=None):
        return self.timeline.expect(what, source, kind, within, where, alive=self.programs)

    def hears(self, who, what, seconds=0.5, within=15):
        """Waits until `who` has heard so much of a tone's owner, or of "sound" (speech, music)."""
        return self.expect(
            f"{who} hears {what} for {seconds:g} s", who, "heard", within,
            lambda d: d["what"] == what and d["seconds"] >= seconds,
        )

    def rings(self, extension, within=15):
        return self.expect(f"{extension} rings", extension, "CALL_INCOMING", within)

    def silent(self, extension, within=30):
        return self.expect(f"{extension} stops ringing", extension, "CALL_CLOSED", within)

    def ended_well(self, caller, seconds=20):
        complaint = caller.finish(seconds)
        if complaint:
            raise NotHappened(f"SIPp saw something else than its scenario: {complaint}")

    def callbacks(self):
        """What is owed to patients, with numbers in full."""
        return self.daemon.ask_json("callbacks", self.clinic.path, "--reveal")["callbacks"]

    def record(self, count=1, within=5):
        """The newest record, once there are `count` of them."""
        deadline = time.monotonic() + within
        while True:
            records = self.daemon.ask_json("calls", self.clinic.path, "--last", "100")["past"]
            if len(records) >= count:
                return records[0]
            if time.monotonic() > deadline:
                raise NotHappened(f"{count} call records: {len(records)} after {within} s")
            time.sleep(0.05)

    @staticmethod
    def require(condition, otherwise):
        if not condition:
            raise NotHappened(otherwise)

    def close(self):
        self.timeline.write(os.path.join(self.folder, "timeline.log"))
        for peer in reversed(self.peers):
            peer.stop()
        if self.tap:
            self.tap.stop()
        if self.daemon:
            self.daemon.stop()
