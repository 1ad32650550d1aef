"""What an interop scenario plays in: a daemon on free ports, a clinic of its own, its callers and phones."""

import os
import shutil
import time

from . import baresip, linphone
from .answerer import Answerer
from .caller import Caller
from .clinic import Clinic
from .daemon import Daemon, binary
from .kamailio import Kamailio
from .sipp import Sipp, carrier
from .tap import Place, Tap
from .timeline import NotHappened, Timeline

REGISTER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "register.xml")
# How many seconds something may take that must happen, where its time is not the matter: more than it ever does, so that a
# machine at half the speed fails no scenario.
PATIENCE = 20
TONES = {"patient": 1050, "211": 650, "212": 450, "213": 550, "mobile": 750, "other": 850}


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
        self.places = []  # of those who are no peer, for the tap

    # What runs

    def start(self, mobile=None, expects=(), provider=None, carrier=carrier, **changes):
        """Writes the clinic's configuration, with changes, and starts the daemon on it.

        With `mobile`, the acts of somebody whom the carrier reaches, the carrier takes one call of the daemon's too.
        With `provider`, the settings of a Kamailio, the trunk is one that we log in to. `carrier` is who answers
        OPTIONS there; None for nobody.
        """
        if provider is not None:
            self.log_in(provider.pop("user", "clinic42"), provider.pop("our_password", "secret-trunk"), changes)
            if mobile:
                self.mobile = self.answerer("mobile", mobile, self.trunk_address, expects=expects)
                provider["mobile"] = f"{self.trunk_address}:{self.mobile.port}"
            self.provider = Kamailio(self.folder, self.trunk_address, self.clinic.carrier_port, **provider)
            self.peers.append(self.provider)
            self.listen()
        elif mobile:
            self.mobile = self.answerer("mobile", mobile, self.trunk_address, self.clinic.carrier_port, expects)
        elif carrier:
            self.carrier = carrier(self.folder, self.trunk_address, self.clinic.carrier_port)
            self.peers.append(self.carrier)
        self.clinic.write(**changes)
        self.daemon = Daemon(binary("debug"), self.clinic.path, self.folder)
        return self.daemon

    def log_in(self, user, password, changes):
        """Changes the clinic so that its trunk is one with a login."""
        peer = f"{self.trunk_address}:{self.clinic.carrier_port}"
        login = f'register: {{ server: "{peer}", user: {user}, password: {password}, every: 60s }}'
        changes["but"] = ((f'peers: ["{peer}"]', login), *changes.get("but", ()))

    def trunk_is(self, state, detail, within=PATIENCE):
        """Waits until `nightbell status` says so of the trunk."""
        deadline = time.monotonic() + within
        while True:
            trunk = self.daemon.ask_json("status", self.clinic.path)["trunks"][0]
            if trunk["state"] == state and detail in trunk["detail"]:
                return
            if time.monotonic() > deadline:
                raise NotHappened(f"the trunk is {trunk['state']} ({trunk['detail']}), not {state} ({detail})")
            time.sleep(0.1)

    def restart(self):
        """Starts the daemon again on the same configuration and the same store."""
        self.daemon = Daemon(binary("debug"), self.clinic.path, self.folder)

    def phone(
        self, extension, transport="udp", program=baresip, password=None, expect="REGISTER_OK", name=None, **more
    ):
        """A desk phone that registers; returns when the registrar has said yes (or `expect`)."""
        name = name or extension
        port = self.clinic.tls_port if transport == "tls" else self.clinic.sip_port
        phone = program.Phone(
            name, self.timeline, self.folder, "127.0.0.1", extension, password or f"secret-{extension}",
            f"127.0.0.1:{port}", transport=transport, tone=TONES[name], **more,
        )
        self.peers.append(phone)
        self.expect(f"{name} registers", name, expect)
        return phone

    def sipp(self, name, scenario, number="+16025550100", **more):
        """SIPp on the trunk with a scenario file of its own, calling this number."""
        run = Sipp(
            name, scenario, f"127.0.0.1:{self.clinic.sip_port}", self.folder, local=self.trunk_address, service=number,
            **more,
        )
        self.peers.append(run)
        return run

    def answerer(self, name, acts, address="127.0.0.1", port=None, expects=(), **more):
        """SIPp as somebody who is called."""
        peer = Answerer(
            name, acts, f"127.0.0.1:{self.clinic.sip_port}", self.folder, address, port, TONES[name], expects, **more
        )
        self.peers.append(peer)
        return peer

    def sipp_registers(self, extension, port, name=None, password=None, expires=600, wanted=200, header="Contact"):
        """SIPp registers this extension at a port of 127.0.0.1, and gets the final response `wanted` with `header`."""
        name = name or f"login-{extension}"
        with open(REGISTER) as file:
            text = file.read().replace("[wanted]", str(wanted)).replace("[header]", header)
        scenario = os.path.join(self.folder, f"{name}.xml")
        with open(scenario, "w") as file:
            file.write(text)
        login = Sipp(
            name, scenario, f"127.0.0.1:{self.clinic.sip_port}", self.folder, local="127.0.0.1", port=port,
            keys={"extension": extension, "expires": str(expires)},
            extra=["-au", extension, "-ap", password or f"secret-{extension}"], timeout=8,
        )
        self.peers.append(login)
        self.require(login.finish(12), f"{name}: SIPp: {login.complaint()}")

    def linphone(self, extension):
        return self.phone(extension, program=linphone)

    def listen(self):
        """From now on the timeline has what each phone and the trunk's caller hear."""
        places = [place for peer in self.peers for place in getattr(peer, "places", [getattr(peer, "place", None)])]
        places = [place for place in places if place] + self.places + [Place("patient", self.trunk_address)]
        self.tap = Tap(self.timeline, places, TONES, [self.clinic.sip_port, self.clinic.carrier_port], wav_folder=self.folder)

    def call(self, *acts, number="+16025550100", name="patient", through=None, **more):
        """A caller on the trunk; `through` is the provider's proxy (host:port), where there is one."""
        if not self.tap:
            self.listen()
        caller = Caller(
            name, acts, number, through or f"127.0.0.1:{self.clinic.sip_port}", self.folder, self.trunk_address, **more
        )
        self.peers.append(caller)
        return caller

    # What must happen

    @property
    def programs(self):
        return [self.daemon.program] if self.daemon else []

    def expect(self, what, source, kind, within=PATIENCE, where=None):
        return self.timeline.expect(what, source, kind, within, where, alive=self.programs)

    def hears(self, who, what, seconds=0.5, within=PATIENCE):
        """Waits until `who` has heard so much of a tone's owner, or of "sound" (speech, music)."""
        return self.expect(
            f"{who} hears {what} for {seconds:g} s", who, "heard", within,
            lambda d: d["what"] == what and d["seconds"] >= seconds,
        )

    def rings(self, extension, within=PATIENCE):
        return self.expect(f"{extension} rings", extension, "CALL_INCOMING", within)

    def gets(self, who, what, within=PATIENCE, where=None):
        """Waits for a SIP message that begins so: "INVITE", "BYE", "SIP/2.0 200"."""
        return self.expect(
            f"{who} gets {what}", who, "sip-received", within,
            lambda d: d["line"].startswith(what) and (where is None or where(d)),
        )

    def talk(self, phone, extension="211", *more):
        """A patient presses 5, and this phone rings, answers and presses 1; the patient then talks until `act`, which lets
        `more` acts happen, and then hangs up.
        """
        patient = self.call("5", "talk", *more, "hang up")
        self.hears("patient", "sound", 1.0)
        patient.act()
        self.rings(extension)
        phone.answer()
        self.expect("the phone's call stands", extension, "CALL_ESTABLISHED")
        patient.act()
        phone.press("1")
        return patient

    def on_hold(self, extension):
        """Waits until a phone's hold has been answered: from then on it is sent nothing."""
        return self.expect(
            "the hold is answered", extension, "sip-received", PATIENCE,
            lambda d: d["line"].startswith("SIP/2.0 200") and "INVITE" in d["cseq"] and d["direction"] == "recvonly",
        )

    def silent(self, extension, within=30):
        return self.expect(f"{extension} stops ringing", extension, "CALL_CLOSED", within)

    def ended_well(self, caller, seconds=30):
        complaint = caller.finish(seconds)
        if complaint:
            raise NotHappened(f"SIPp saw something else than its scenario: {complaint}")

    def callbacks(self):
        """What is owed to patients, with numbers in full."""
        return self.daemon.ask_json("callbacks", self.clinic.path, "--reveal")["callbacks"]

    def record(self, count=1, within=PATIENCE):
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
