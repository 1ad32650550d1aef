"""A real systemd as the first process of namespaces of its own, to start the shipped unit under.

Nothing of it is seen outside: processes, mounts, network and cgroups are its own; /etc, /usr/bin and /var/lib are shown
through overlays in memory, and only the units that the test needs are there.
"""

import contextlib
import ctypes
import glob
import os
import shutil
import subprocess
import threading
import time

from .program import Program
from .timeline import NotHappened

_BOOT = """\
set -eu
place=$1; nightbell=$2; source=$3
mount --make-rprivate /
mount -t tmpfs tmpfs "$place/memory"
for folder in etc usr/bin var/lib; do
  mkdir -p "$place/memory/$folder" "$place/memory/scratch/$folder"
  mount -t overlay overlay -o "lowerdir=/$folder,upperdir=$place/memory/$folder,workdir=$place/memory/scratch/$folder" "/$folder"
done
mount -t tmpfs tmpfs /run
mount --bind "$place/console" /dev/console
mkdir -p /etc/sysusers.d /etc/tmpfiles.d
install -m 755 "$nightbell" /usr/bin/nightbell
install -m 644 "$source/deploy/sysusers.d/nightbell.conf" /etc/sysusers.d/
systemd-sysusers nightbell.conf
install -m 644 "$source/deploy/tmpfiles.d/nightbell.conf" /etc/tmpfiles.d/
systemd-tmpfiles --create nightbell.conf
install -m 640 -g nightbell "$place/clinic.yaml" /etc/nightbell/clinic.yaml
printf %s "secret-211" > /etc/nightbell/credentials/phone-211
chmod 600 /etc/nightbell/credentials/phone-211
ip link set lo up
umount -R /sys/fs/cgroup
if [ "$4" = unified ]; then
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
else
  mount -t tmpfs tmpfs /sys/fs/cgroup
  mkdir /sys/fs/cgroup/systemd /sys/fs/cgroup/unified
  mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified
  mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
fi
# In a container, whoever starts systemd does this; without it a service does not see its credentials.
mount --make-rshared /
exec env -i container=interop "PATH=$PATH" "SYSTEMD_UNIT_PATH=$place/units" /lib/systemd/systemd --system \
  --unit=interop.target --log-target=console --show-status=no
"""
_NETWORK = 0x40000000  # CLONE_NEWNET
# Units of systemd itself that the shipped one stands on.
_UNITS = ("sysinit.target", "basic.target", "sockets.target", "network-online.target", "shutdown.target")
_TARGET = "[Unit]\nDescription=What the interop test needs\nDefaultDependencies=no\n"


class Systemd:
    """A booted systemd with /etc/nightbell/clinic.yaml, the shipped unit, and a drop-in.

    Raises OSError when this machine does not let one run: no namespaces, no cgroups, no overlay.
    """

    def __init__(self, folder, top, nightbell, configuration, drop_in):
        self.home = os.path.join(folder, "systemd")
        units = os.path.join(self.home, "units")
        self.console, self.log = os.path.join(self.home, "console"), os.path.join(folder, "nightbell.log")
        os.makedirs(os.path.join(units, "nightbell.service.d"))
        os.makedirs(os.path.join(self.home, "memory"))
        for unit in ("nightbell.service", "nightbell-media.service", "nightbell-media.socket"):
            shutil.copy(os.path.join(top, "deploy", unit), units)
        for unit in _UNITS:
            shutil.copy(os.path.join("/lib/systemd/system", unit), units)
        for path, text in (
            ("units/nightbell.service.d/interop.conf", drop_in.format(log=self.log)), ("units/interop.target", _TARGET),
            ("clinic.yaml", configuration), ("console", ""), ("boot", _BOOT),
        ):
            with open(os.path.join(self.home, path), "w") as file:
                file.write(text)
        self.cgroups = self._own_cgroups()
        kind = "unified" if os.path.exists("/sys/fs/cgroup/cgroup.controllers") else "legacy"
        enter = "for group in $0; do echo $$ > $group/cgroup.procs; done; exec \"$@\""
        self.program = Program(
            "systemd",
            [
                "sh", "-c", enter, " ".join(self.cgroups), "unshare", "--fork", "--pid", "--mount", "--net", "--ipc",
                "--cgroup", "--mount-proc", "--kill-child", "bash", os.path.join(self.home, "boot"), self.home,
                nightbell, top, kind,
            ],
            os.path.join(folder, "systemd.log"),
        )
        self._wait_for_boot()

    def _own_cgroups(self):
        """A group of this test in each hierarchy, so that what systemd makes and removes is below it."""
        roots = {os.path.dirname(path) for path in glob.glob("/sys/fs/cgroup/*/cgroup.procs")}
        roots = {root for root in roots if not os.path.islink(root)} if roots else set()
        if os.path.exists("/sys/fs/cgroup/cgroup.controllers"):
            roots = {"/sys/fs/cgroup"}
        groups = []
        for root in sorted(roots):
            group = os.path.join(root, f"nightbell-interop-{os.getpid()}-{id(self)}")
            try:
                os.mkdir(group)
                for setting in ("cpuset.cpus", "cpuset.mems"):  # an empty cpuset takes no process
                    path = os.path.join(root, setting)
                    if os.path.exists(path) and os.path.exists(os.path.join(group, setting)):
                        with open(path) as read, open(os.path.join(group, setting), "w") as write:
                            write.write(read.read())
                groups.append(group)
            except OSError:
                continue  # read-only or not ours
        return groups

    def _wait_for_boot(self):
        deadline = time.monotonic() + 10
        while True:
            self.first = self._first_process()
            if self.first and self.run("systemctl", "is-active", "interop.target").stdout.strip() == "active":
                return
            if not self.program.running or time.monotonic() > deadline:
                words = " ".join(self.program.last_words(2)) or self.said()
                self.stop()
                raise OSError(f"no systemd can run here: {words}")
            time.sleep(0.05)

    def _first_process(self):
        """The process outside whose child is systemd."""
        try:
            with open(f"/proc/{self.program.pid}/task/{self.program.pid}/children") as file:
                children = file.read().split()
            return int(children[0]) if children else None
        except OSError:
            return None

    @contextlib.contextmanager
    def network(self):
        """Within it this thread, and what it starts, are in the machine's network."""
        libc = ctypes.CDLL(None, use_errno=True)
        with (
            open(f"/proc/self/task/{threading.get_native_id()}/ns/net") as own, open(f"/proc/{self.first}/ns/net") as its,
        ):
            if libc.setns(its.fileno(), _NETWORK):
                raise OSError(ctypes.get_errno(), "the machine's network cannot be entered")
            try:
                yield
            finally:
                libc.setns(own.fileno(), _NETWORK)

    def run(self, *command, seconds=60):
        """Runs a command beside systemd."""
        return subprocess.run(
            ["nsenter", "-t", str(self.first), "-m", "-p", "-n", "-i", "--", *command], capture_output=True, text=True,
            timeout=seconds,
        )

    def must(self, *command, seconds=60, succeed=True):
        """Runs a command that has to succeed; its output."""
        done = self.run(*command, seconds=seconds)
        if done.returncode and succeed:
            raise NotHappened(f"`{' '.join(command)}`: {(done.stderr or done.stdout).strip()} {self.daemon_said()[-400:]}")
        return done.stdout.strip()

    def property(self, name, unit="nightbell"):
        return self.must("systemctl", "show", "-P", name, unit)

    def wait_for(self, what, condition, within=20):
        deadline = time.monotonic() + within
        while not condition():
            if time.monotonic() > deadline:
                state = self.must("systemctl", "status", "--no-pager", "--lines=0", "nightbell", succeed=False)
                raise NotHappened(f"{what}: not within {within} s; {state}")
            time.sleep(0.1)

    def daemon_said(self):
        """What the daemon wrote."""
        try:
            with open(self.log, errors="replace") as file:
                return file.read()
        except OSError:
            return ""

    def said(self):
        """What systemd wrote."""
        with open(self.console, errors="replace") as file:
            return file.read()

    def stop(self):
        self.program.process.kill()  # the namespaces end with their first process
        self.program.wait(10)
        for group in self.cgroups:
            for path, _, _ in os.walk(group, topdown=False):
                for _ in range(50):
                    try:
                        os.rmdir(path)
                        break
                    except OSError:
                        time.sleep(0.02)
