"""The clinic of the interop scenarios: small, always closed, with short ring times, as a configuration file."""

import os
import subprocess
import tempfile

from .ports import free_block, free_port

_TEXT = """\
clinic: Interop Clinic
time_zone: America/Phoenix
languages: [en]

listen:
  sip: ["udp 127.0.0.1:{sip_port}", "tcp 127.0.0.1:{sip_port}"{tls_listener}]
{tls}
media: {{ address: 127.0.0.1, ports: {media_port}-{media_end} }}
state_directory: {folder}
control_socket: {short}/control.sock
limits: {{ drain: 20s }}

trunks:
  carrier:
    peers: ["{trunk_address}:{carrier_port}"]
    caller_id: "+16025550100"

phones:
  "211": {{ name: Exam room 1, password: secret-211 }}
  "212": {{ name: Exam room 2, password: secret-212 }}
  "213": {{ name: Front desk, password: secret-213, trusted: yes }}

people:
  adams: {{ name: Dr. Adams, ring: ["211"] }}
  baker: {{ name: Dr. Baker, ring: ["212"] }}

on_call:
  primary:
    rotation: weekly
    hand_off: "fri 17:00"
    since: 2026-01-02
    order: [adams]

escalations:
  urgent:
    steps:
      - ring: on-call primary
        for: {first_ring}s
        accept: press 1
      - ring: baker
        for: {second_ring}s
        accept: press 1
    rounds: {rounds}
    then: callback within 30m

person: escalate urgent

numbers:
  "+16025550100": {{ flow: main }}
  "+16025550101": {{ flow: front-desk }}

flows:
  main:
    - say: greeting
    - menu: night
  front-desk:
    - ring: "213"
      for: 20s
    - menu: night

menus:
  night:
    say: night-menu
    keys:
      "5": {{ reason: urgent, do: escalate urgent }}
      "2": {{ reason: refill, do: callback within 4h }}
    silence: escalate urgent
    wrong_key: repeat once then escalate urgent

prompts:
  greeting:
    en: "{greeting}"
  night-menu:
    en: "For the provider on call, press 5. To be called back, press 2."
"""


class Clinic:
    """The configuration file of one world, and the ports in it."""

    def __init__(self, folder, trunk_address):
        self.folder, self.trunk_address = folder, trunk_address
        self.carrier_port = free_port(trunk_address)
        self.sip_port, self.tls_port, self.media_port = free_port(), free_port(), free_block(200)
        self.path = os.path.join(folder, "clinic.yaml")
        self.certificate = None
        # A socket's path has 107 bytes; a checkout's may have more.
        self.short = tempfile.TemporaryDirectory(prefix="nb")

    def use_tls(self):
        """Makes a self-signed certificate for 127.0.0.1, as its own authority, and listens with it; its path."""
        certificate, key = (os.path.join(self.folder, name) for name in ("server.pem", "server.key"))
        subprocess.run(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
            ],
            check=True, capture_output=True,
        )
        self.certificate = (certificate, key)
        return certificate

    def write(self, first_ring=4, second_ring=10, rounds=1, greeting="Interop clinic.", damage=None, but=()):
        """Writes the file; `but` has pairs (words, other words) to be replaced in it, and so is `damage` at the end."""
        tls = listener = ""
        if self.certificate:
            listener = f', "tls 127.0.0.1:{self.tls_port}"'
            tls = f"  tls: {{ certificate: {self.certificate[0]}, key: {self.certificate[1]} }}"
        text = _TEXT.format(
            folder=self.folder, sip_port=self.sip_port, tls=tls, tls_listener=listener, short=self.short.name,
            media_port=self.media_port,
            media_end=self.media_port + 199, trunk_address=self.trunk_address,
            carrier_port=self.carrier_port,
            first_ring=first_ring, second_ring=second_ring, rounds=rounds, greeting=greeting,
        )
        for words, others in but:
            if words not in text:
                raise OSError(f"the clinic has no `{words}`")
            text = text.replace(words, others)
        if damage:
            text = text.replace(*damage)
        with open(self.path, "w") as file:
            file.write(text)
