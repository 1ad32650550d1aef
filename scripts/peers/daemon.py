"""Nightbell itself, as systemd would start it: ready when it says so, asked through its own commands."""

import json
import os
import socket
import subprocess
import tempfile
import time

from .program import Program

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def binary(configuration="release"):
    """The built executable; NIGHTBELL names another one."""
    return os.environ.get("NIGHTBELL") or os.path.join(TOP, ".build", configuration, "nightbell")


class Daemon:
    """`nightbell serve CONFIG`. Returns from its initialiser when the daemon reports READY=1 (sd_notify)."""

    def __init__(self, executable, configuration, folder, seconds=20, env=None):
        self.executable, self.configuration = executable, configuration
        os.makedirs(folder, exist_ok=True)
        self.log = os.path.join(folder, "nightbell.log")
        with tempfile.TemporaryDirectory() as place:
            path = os.path.join(place, "notify")
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
                notify.bind(path)
                started = time.monotonic()
                self.program = Program(
                    "nightbell", [executable, "serve", configuration], self.log,
                    env={"NOTIFY_SOCKET": path, **(env or {})},
                )
                notify.settimeout(0.1)
                while b"READY=1" not in self._told(notify).split(b"\n"):
                    if not self.program.running:
                        raise OSError("the daemon did not start: " + " | ".join(self.program.last_words(3)))
                    if time.monotonic() - started > seconds:
                        self.program.stop()
                        raise OSError(f"the daemon was not ready after {seconds} s")
                self.ready_after = time.monotonic() - started

    @staticmethod
    def _told(notify):
        try:
            return notify.recv(4096)
        except TimeoutError:
            return b""

    @property
    def pid(self):
        return self.program.pid

    def ask(self, *words):
        """The output of `nightbell WORDS`, a command that reads."""
        return subprocess.run([self.executable, *words], capture_output=True, text=True, timeout=20)

    def ask_json(self, *words):
        """The answer of a command with --json."""
        answer = self.ask(*words, "--json")
        if answer.returncode:
            raise OSError(f"nightbell {words[0]}: {(answer.stderr or answer.stdout).strip()}")
        return json.loads(answer.stdout)

    def stop(self, seconds=15):
        """SIGTERM: drain and end. Returns the exit status."""
        return self.program.stop(seconds)
