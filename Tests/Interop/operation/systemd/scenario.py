"""The shipped unit under a real systemd."""

import signal

from peers.daemon import TOP, binary
from peers.systemd import Systemd
from peers.timeline import Skipped

# The test reads what the daemon writes, and has no half minute for the watchdog.
DROP_IN = "[Service]\nStandardOutput=append:{log}\nStandardError=inherit\nWatchdogSec=3\nRestartSec=100ms\n"
CREDENTIAL = (("password: secret-211", "password: { credential: nightbell_phone-211 }"),)


def _boot(world):
    # systemd names the folder for what lasts.
    ours = f"state_directory: {world.folder}\ncontrol_socket: {world.clinic.short.name}/control.sock\n"
    world.clinic.write(but=(*CREDENTIAL, (ours, "")))
    with open(world.clinic.path) as file:
        text = file.read()
    try:
        machine = Systemd(world.folder, TOP, binary("debug"), text, DROP_IN)
    except OSError as reason:
        raise Skipped(str(reason)) from None
    world.peers.append(machine)
    return machine


def check_unit(world):
    """Ready when it serves, reloads, is restarted by the watchdog when it stands still, drains on stop."""
    machine = _boot(world)
    machine.must("systemctl", "start", "nightbell")
    # Type=notify: start returned, so READY=1 was said; a command is answered at once.
    status = machine.must("nightbell", "status", "/etc/nightbell/clinic.yaml")
    world.require("serving" in status, f"status says: {status}")
    world.require(machine.property("ActiveState") == "active", "it is not active")
    first = machine.property("MainPID")
    uid = machine.must("stat", "-c", "%U", f"/proc/{first}")
    world.require(uid == "nightbell", f"it runs as {uid}")

    machine.must("sed", "-i", "s/clinic: Interop Clinic/clinic: Changed Clinic/", "/etc/nightbell/clinic.yaml")
    machine.must("systemctl", "reload", "nightbell")
    world.require("configuration swapped" in machine.daemon_said(), "the reload changed nothing")
    machine.must("sed", "-i", "s/ring: \"213\"/ring: \"999\"/", "/etc/nightbell/clinic.yaml")
    world.require(machine.run("systemctl", "reload", "nightbell").returncode != 0, "a broken reload is a success")
    world.require(machine.property("MainPID") == first, "a broken reload has ended the daemon")
    machine.must("sed", "-i", "s/ring: \"999\"/ring: \"213\"/", "/etc/nightbell/clinic.yaml")

    machine.must("kill", f"-{signal.SIGSTOP}", first)
    machine.wait_for(
        "the watchdog restarts it", lambda: machine.property("NRestarts") == "1"
        and machine.property("ActiveState") == "active", within=15,
    )
    second = machine.property("MainPID")
    world.require(second not in (first, "0"), "it is the same process")

    machine.must("systemctl", "stop", "nightbell")
    world.require(machine.property("Result") == "success", f"stop ended with {machine.property('Result')}")
    world.require("draining" in machine.daemon_said(), "it did not drain")
    world.require(machine.property("ActiveState") == "inactive", "it is not inactive")


def check_refused_configuration(world):
    """A configuration that is refused fails the start, and systemd does not try it again and again."""
    machine = _boot(world)
    machine.must("sed", "-i", "s/ring: \"213\"/ring: \"999\"/", "/etc/nightbell/clinic.yaml")
    world.require(machine.run("systemctl", "start", "nightbell").returncode != 0, "it started")
    world.require(machine.property("ExecMainStatus") == "2", f"it ended with {machine.property('ExecMainStatus')}")
    world.require(machine.property("NRestarts") == "0", "it was started again")
