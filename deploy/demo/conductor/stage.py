"""Everything that runs during the story, started in order and ended in order, and nothing else."""

import os
import shutil

from peers import audio
from peers.baresip import Phone
from peers.daemon import Daemon, binary
from peers.narration import Narration
from peers.ports import free_block, free_port, holder, taken
from peers.sipp import Sipp, carrier
from peers.tap import Place, Tap
from peers.timeline import NotHappened, Timeline

from . import cast

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
STATE = os.path.join(FOLDER, "state")
CONFIGURATION = os.path.join(FOLDER, "clinic.yaml")
DIGIT_5 = "/usr/share/sip-tester/dtmf_2833_5.pcap"  # RFC 4733 from a real telephone, part of Debian's sip-tester


class Stage:
    """Holds the running programs. Use it in a `with` block: leaving it ends them."""

    def __init__(self):
        self.timeline = Timeline()
        self.daemon = self.narration = self.carrier = self.tap = self.patient = None
        self.phones = {}
        self.patient_ports = free_port(cast.CARRIER_ADDRESS), free_block(4, cast.CARRIER_ADDRESS)
        self.work = os.path.join(STATE, "run")
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(self.work)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.timeline.write(os.path.join(self.work, "timeline.log"))
        for sipp in (self.patient, self.carrier):
            if sipp:
                sipp.stop()
        for phone in self.phones.values():
            phone.stop()
        if self.tap:
            self.tap.stop()
        if self.narration:
            self.narration.stop()
        if self.daemon:
            self.daemon.stop()

    def start_daemon(self):
        for port in (cast.SIP_PORT, cast.TLS_PORT):
            if taken(port, "127.0.0.1"):
                who = holder(port) or "a process that only root may see"
                raise NotHappened(f"port {port} is taken by {who}: end it and try again")
        self.carrier = carrier(self.work, cast.CARRIER_ADDRESS, cast.CARRIER_PORT)
        self.daemon = Daemon(binary("release"), CONFIGURATION, self.work)
        self.narration = Narration(self.timeline, os.path.join(STATE, "control.sock"))

    def start_phone(self, role):
        phone = Phone(
            role.name, self.timeline, self.work, "127.0.0.1", role.extension, role.password,
            f"127.0.0.1:{cast.SIP_PORT}", transport=role.transport, tone=role.tone,
        )
        self.phones[role.name] = phone
        return phone

    def start_tap(self):
        """Listens to what reaches the patient and each phone."""
        sip, rtp = self.patient_ports
        places = [Place("patient", cast.CARRIER_ADDRESS, ((sip, sip), (rtp, rtp + 3)))]
        places += [phone.place for phone in self.phones.values()]
        tones = {"patient": cast.PATIENT_TONE}
        tones |= {role.owner: role.tone for role in (cast.PRIMARY, cast.SECONDARY)}
        self.tap = Tap(self.timeline, places, tones, [cast.SIP_PORT], wav_folder=self.work)

    def start_patient(self):
        voice, quiet = os.path.join(self.work, "voice.pcap"), os.path.join(self.work, "quiet.pcap")
        audio.write_rtp_pcap(voice, audio.tone(cast.PATIENT_TONE, 1) * 60, ssrc=0x5A11E)
        audio.write_rtp_pcap(quiet, audio.tone(200, 1, level=20) * 30, ssrc=0x5A11D)
        self.patient = Sipp(
            "patient", os.path.join(FOLDER, "scenarios", "patient.xml"), f"127.0.0.1:{cast.SIP_PORT}", self.work,
            local=cast.CARRIER_ADDRESS, port=self.patient_ports[0], media_port=self.patient_ports[1],
            service=cast.CLINIC_NUMBER, prompted=True,
            keys={"caller": cast.PATIENT_NUMBER, "digit": DIGIT_5, "voice": voice, "quiet": quiet},
        )

    @property
    def programs(self):
        running = [phone.program for phone in self.phones.values()]
        running += [p.program for p in (self.daemon, self.patient) if p]
        return running
