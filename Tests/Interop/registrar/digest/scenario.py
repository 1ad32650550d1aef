"""Desk phones register with digest."""

import subprocess

from peers.ports import free_port


def check_right_and_wrong(world):
    """The right password registers (200 with Contact); a wrong one and an unknown extension get the same 403."""
    world.start()
    world.sipp_registers("211", free_port(), name="right")
    world.sipp_registers("211", free_port(), name="wrong", password="secret-wrong", wanted=403, header="CSeq")
    world.sipp_registers("299", free_port(), name="unknown", wanted=403, header="CSeq")


def check_too_brief(world):
    """An expiry of one second is refused with 423 and Min-Expires."""
    world.start()
    world.sipp_registers("211", free_port(), name="brief", expires=1, wanted=423, header="Min-Expires")


def check_unregister(world):
    """After Expires: 0 the phone is not rung any more: the next step rings at once."""
    world.start(first_ring=20)
    first = world.phone("211")
    world.phone("212")
    first.stop()  # baresip unregisters when it quits
    patient = world.call("5", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    pressed = world.expect("the patient presses 5", "patient", "key-sent")
    ringing = world.rings("212", within=8)
    world.require(ringing.time - pressed.time < 3, f"212 rang only after {ringing.time - pressed.time:.1f} s")
    patient.act()
    world.ended_well(patient)


def check_bindings_survive_a_restart(world):
    """A registered phone is rung by a daemon that was started again, without registering again."""
    world.start()
    world.phone("213")
    world.require(world.daemon.stop() == 0, "the daemon did not end with status 0")
    world.restart()
    patient = world.call("hang up", number="+16025550101")
    world.rings("213")
    patient.act()
    world.ended_well(patient)


def check_sipsak(world):
    """sipsak registers with digest and gets 200."""
    world.start()
    done = subprocess.run(
        [
            "sipsak", "-U", "-v", "-s", f"sip:211@127.0.0.1:{world.clinic.sip_port}", "-u", "211", "-a", "secret-211",
            "-C", "sip:211@127.0.0.1:5999", "-x", "600", "-H", "127.0.0.1",
        ],
        capture_output=True, text=True, timeout=15,
    )
    world.require(done.returncode == 0, f"sipsak: {(done.stdout + done.stderr).strip()[-300:]}")
