"""The shipped unit under a real systemd."""

import json
import resource
import signal
import time

from peers.daemon import TOP, binary
from peers.mediaprocess import go_on, next_source, sources
from peers.sipp import carrier
from peers.systemd import Systemd
from peers.timeline import Skipped

# The test reads what the daemon writes, and has no half minute for the watchdog.
DROP_IN = "[Service]\nStandardOutput=append:{log}\nStandardError=inherit\nWatchdogSec=3\nRestartSec=100ms\n"
UNIT = ("media: { address:", "media: { process: unit, address:")
CREDENTIAL = (("password: secret-211", "password: { credential: nightbell_phone-211 }"),)


def _boot(world, but=()):
    # systemd names the folder for what lasts.
    ours = f"state_directory: {world.folder}\ncontrol_socket: {world.clinic.short.name}/control.sock\n"
    world.clinic.write(but=(*CREDENTIAL, (ours, ""), *but))
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


def check_media_unit(world):
    """The media process runs as a user of its own, is back within a second of kill -9, and the daemon joins it again."""
    machine = _boot(world, (UNIT,))
    machine.must("systemctl", "start", "nightbell-media.socket")
    machine.must("systemctl", "start", "nightbell")
    media = "nightbell-media.service"
    first = machine.property("MainPID", media)
    uid = machine.must("stat", "-c", "%U", f"/proc/{first}")
    world.require(uid == "nightbell-media", f"it runs as {uid}")
    mode = machine.must("stat", "-c", "%U %a", "/run/nightbell-media/media.sock")
    world.require(mode == "nightbell 600", f"the socket is {mode}")
    daemon = machine.property("MainPID")

    machine.must("kill", f"-{signal.SIGKILL}", first)
    machine.wait_for(
        "the daemon joins the next media process",
        lambda: machine.daemon_said().count("joined with the media process") == 2, within=20,
    )
    second = machine.property("MainPID", media)
    world.require(second not in (first, "0"), "it is the same media process")
    world.require(machine.property("MainPID") == daemon, "the daemon was restarted")
    world.require("no media process" not in machine.daemon_said(), "somebody was refused meanwhile")

    machine.must("kill", f"-{signal.SIGKILL}", daemon)
    machine.wait_for(
        "systemd starts the daemon again, which joins the media process",
        lambda: machine.daemon_said().count("joined with the media process") == 3, within=20,
    )
    world.require(machine.property("MainPID", media) == second, "the media process went with the daemon")
    machine.must("systemctl", "stop", "nightbell")
    world.require(machine.property("Result") == "success", f"stop ended with {machine.property('Result')}")


def _policies(machine, process):
    """Scheduling policy and real-time priority of each thread of a process, by the kernel."""
    stats = machine.must("sh", "-c", f"cat /proc/{process}/task/*/stat").splitlines()
    fields = [line.rpartition(")")[2].split() for line in stats]  # from the third on
    return sorted((int(field[38]), int(field[37])) for field in fields)


def _media_unit(world):
    """A machine whose media unit and daemon run, and the media process."""
    machine = _boot(world, (UNIT,))
    machine.must("systemctl", "start", "nightbell-media.socket")
    machine.must("systemctl", "start", "nightbell")
    return machine, machine.property("MainPID", "nightbell-media.service")


def check_media_unit_real_time(world):
    """The media unit's threads of audio run in real time at priority 1, as a user without rights and within the unit's limits;
    no thread of the daemon does.
    """
    machine, process = _media_unit(world)
    wanted = {"Max realtime priority": ["1", "1"], "Max realtime timeout": ["1000000", "2000000"]}
    lines = machine.must("cat", f"/proc/{process}/limits").splitlines()
    has = {name: line[len(name) :].split()[:2] for line in lines for name in wanted if line.startswith(name)}
    most = resource.getrlimit(resource.RLIMIT_RTPRIO)[1]
    if has != wanted and most == 0:
        raise Skipped("this machine lets nobody have LimitRTPRIO=1: its own hard limit is 0, and systemd may not raise it")
    world.require(has == wanted, f"the limits are {has}")
    capabilities = machine.must("grep", "CapEff", f"/proc/{process}/status")
    world.require(int(capabilities.split()[1], 16) == 0, f"the media process has rights: {capabilities}")
    real_time = [policy for policy in _policies(machine, process) if policy[0] != 0]
    world.require(real_time and set(real_time) == {(2, 1)}, f"policies and priorities are {_policies(machine, process)}")
    daemon = _policies(machine, machine.property("MainPID"))
    world.require({policy for policy, _ in daemon} == {0}, f"a thread of the daemon has another policy: {daemon}")


def check_media_unit_limits(world):
    """systemd-analyze verify has nothing to say of the units, systemd has read their limits of real time, and SIGXCPU, which is
    what LimitRTTIME= sends, ends the media process: it is back, and the daemon joins it.
    """
    machine, first = _media_unit(world)
    media = "nightbell-media.service"
    verified = machine.run(
        "env", f"SYSTEMD_UNIT_PATH={machine.home}/units", "systemd-analyze", "verify", "--man=no", "nightbell.service", media,
        "nightbell-media.socket",
    )
    words = [line for line in verified.stderr.splitlines() if "nightbell" in line]
    world.require(verified.returncode == 0 and not words, f"systemd-analyze verify says: {verified.stderr.strip()}")
    read = {name: machine.property(name, media) for name in ("LimitRTPRIO", "LimitRTTIMESoft", "LimitRTTIME")}
    wanted = {"LimitRTPRIO": "1", "LimitRTTIMESoft": "1000000", "LimitRTTIME": "2000000"}
    world.require(read == wanted, f"systemd has {read}")
    machine.must("kill", f"-{signal.SIGXCPU}", first)
    machine.wait_for(
        "the daemon joins the next media process",
        lambda: machine.daemon_said().count("joined with the media process") == 2, within=20,
    )
    world.require(machine.property("MainPID", media) not in (first, "0"), "it is the same media process")


def check_media_unit_hangs(world):
    """A media process that hangs in a call (SIGSTOP) is ended by systemd's watchdog and started again: within 14 s both
    people hear each other again, on the same ports, and the call ends well.
    """
    machine = _boot(world, (UNIT,))
    media = "nightbell-media.service"
    with machine.network():
        world.peers.append(carrier(world.folder, world.trunk_address, world.clinic.carrier_port))
        machine.must("systemctl", "start", "nightbell-media.socket")
        machine.must("systemctl", "start", "nightbell")
        desk = world.phone("213")
        patient = world.call("talk", "hang up", number="+16025550101")
        world.rings("213")
        desk.answer()
        world.hears("patient", "213", 1.0)
        patient.act()
        world.hears("213", "patient", 1.0)
        both = ("patient", "213")
        ports = {who: {event.detail["from"] for event in sources(world, who)} for who in both}
        before = {who: len(sources(world, who)) for who in both}
        first, daemon = machine.property("MainPID", media), machine.property("MainPID")
        stopped = time.monotonic()
        machine.must("kill", f"-{signal.SIGSTOP}", first)
        for who in both:
            event = next_source(world, who, before[who], within=20)
            # WatchdogSec=10 and what a restart takes; after 15 s the daemon would end its calls.
            world.require(event.time - stopped < 14, f"{who} was without a stream for {event.time - stopped:.1f} s")
        go_on(world, 1.0, 10)
        for who, known in ports.items():
            now = {event.detail["from"] for event in sources(world, who)}
            world.require(now == known, f"{who} hears {now} and not {known}")
        world.require(machine.property("NRestarts", media) == "1", "systemd has not started it again once")
        world.require(machine.property("MainPID", media) not in (first, "0"), "it is the same media process")
        world.require(machine.property("MainPID") == daemon, "the daemon was restarted")
        patient.act()
        world.ended_well(patient)
        world.silent("213")
    calls = json.loads(machine.must("nightbell", "calls", "/etc/nightbell/clinic.yaml", "--last", "9", "--json"))["past"]
    world.require([call["outcome"]["kind"] for call in calls] == ["reachedHuman"], f"the records are {calls}")
