"""A phone that answers in the moment it is cancelled."""

import os

from peers.ports import free_port
from peers.sipp import Sipp

HERE = os.path.dirname(os.path.abspath(__file__))


def check_late_200(world):
    """A 200 that comes after our CANCEL is acknowledged and ended with BYE, and the next phone rings."""
    world.start(first_ring=3)
    world.phone("212")
    port = free_port()
    world.sipp_registers("211", port)
    remote = f"127.0.0.1:{world.clinic.sip_port}"
    phone = Sipp("late", os.path.join(HERE, "phone.xml"), remote, world.folder, local="127.0.0.1", port=port)
    world.peers.append(phone)
    patient = world.call("5", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.rings("212", within=20)
    world.require(phone.finish(10), f"the phone saw something else: {phone.complaint()}")
    patient.act()
    world.ended_well(patient)
    result = world.record()["attempts"][0]["result"]
    world.require(result == "noAnswer", f"the record says {result} of the late phone")
