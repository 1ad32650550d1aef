"""The configuration that is measured: a static trunk, a hundred phones, a plain ring, a menu with an escalation."""

import os

# Loopback addresses of our own, so that a daemon that runs on this machine is not in the way.
DAEMON, TRUNK, PHONES_AT, FLOOR = "127.0.4.1", "127.0.4.2", "127.0.4.3", "127.0.4.9"
FIRST_RING = 4  # seconds
PHONES = 100  # extensions 200 … 299, password pass0 … pass99

_TEXT = """\
clinic: Benchmark Clinic
time_zone: America/Phoenix
languages: [en]

listen:
  sip: ["udp {daemon}:5060"]
media: {{ address: {daemon}, ports: 40000-49999 }}
state_directory: {folder}
limits: {{ calls: 5000 }}

trunks:
  carrier:
    peers: [{trunk}]
    caller_id: "+16025550100"
    calls: 5000

phones:
{phones}

people:
  adams: {{ name: Dr. Adams, ring: ["298"] }}
  baker: {{ name: Dr. Baker, ring: ["299"] }}

escalations:
  urgent:
    steps:
      - ring: adams
        for: {first_ring}s
        accept: press 1
      - ring: baker
        for: 20s
        accept: press 1
    then: callback within 30m

person: escalate urgent

numbers:
  "+16025550100": {{ flow: front-desk }}
  "+16025550102": {{ flow: after-hours }}

flows:
  front-desk:
    - ring: "200"
      for: 20s
    - menu: night
  after-hours:
    - menu: night

menus:
  night:
    say: night-menu
    keys:
      "5": {{ reason: urgent, do: escalate urgent }}
    silence: escalate urgent

prompts:
  night-menu:
    en: "For the provider on call, press 5."
"""


def write(folder):
    """Writes the configuration into `folder`; returns its path."""
    phones = "\n".join(
        f'  "{200 + n}": {{ name: Phone {n}, password: pass{n}, trusted: {"no" if n >= 98 else "yes"} }}'
        for n in range(PHONES)
    )
    path = os.path.join(folder, "clinic.yaml")
    with open(path, "w") as file:
        file.write(
            _TEXT.format(daemon=DAEMON, trunk=TRUNK, folder=folder, phones=phones, first_ring=FIRST_RING)
        )
    return path
