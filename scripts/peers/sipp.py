"""SIPp as carrier and caller: a scenario file, one call or many, told when to go on through its 3PCC door."""

import os
import socket
import time

from .ports import free_block, free_port
from .program import Program
from .timeline import NotHappened


def carrier(folder, local, port):
    """SIPp that only says OPTIONS are fine, as a carrier does, until it is stopped."""
    scenario = os.path.join(os.path.dirname(os.path.abspath(__file__)), "options.xml")
    return Sipp("carrier", scenario, "", folder, local=local, port=port, calls=None, timeout=None)


class Sipp:
    """One run of SIPp. `keys` fill [name] in the scenario; `remote` is host:port of the daemon.

    With `prompted`, each <recvCmd/> of the scenario waits for `proceed()`: the caller acts when the story says so.
    """

    def __init__(
        self, name, scenario, remote, folder, local="127.0.0.2", port=None, service=None, keys=None, calls=1, rate=None,
        transport="u1", media_port=None, prompted=False, timeout=90, extra=(), call_id=None,
    ):
        os.makedirs(folder, exist_ok=True)
        self.local = local
        self.port = port or free_port(local)
        self.messages = os.path.join(folder, f"{name}-messages.log")
        self.errors = os.path.join(folder, f"{name}-errors.log")
        self.call_id = call_id or f"{name}-{os.getpid()}"
        self.door = free_port() if prompted else None
        self.link = None
        self.received = b""
        command = ["sipp", *([remote] if remote else []), "-sf", os.path.abspath(scenario)]
        command += ["-i", local, "-p", self.port, "-mi", local, "-mp", media_port or free_block(4, local)]
        command += ["-t", transport, "-nostdin"]
        if calls:
            command += ["-m", calls]
        if timeout:
            command += ["-timeout", f"{timeout}s", "-timeout_error"]
        command += ["-trace_msg", "-message_file", self.messages, "-trace_err", "-error_file", self.errors]
        if prompted:
            command += ["-3pcc", f"127.0.0.1:{self.door}", "-cid_str", self.call_id]
        if service:
            command += ["-s", service]
        if rate:
            command += ["-r", rate]
        for key, value in (keys or {}).items():
            command += ["-key", key, value]
        self.program = Program(name, [*command, *extra], os.path.join(folder, f"{name}.log"), cwd=folder)
        if prompted:
            self._connect()

    def _connect(self):
        deadline = time.monotonic() + 5
        while True:
            try:
                self.link = socket.create_connection(("127.0.0.1", self.door))
                return
            except OSError:
                if time.monotonic() > deadline or not self.program.running:
                    raise OSError("SIPp did not start: " + " ".join(self.program.last_words(2))) from None
                time.sleep(0.02)

    def proceed(self, *calls):
        """Lets the scenario pass its next <recvCmd/>: in the calls with these Call-IDs, or in the one of its own."""
        commands = [f"Call-ID: {call}\r\nFrom: conductor\r\n\r\n\x1b" for call in calls or [self.call_id]]
        self.link.sendall("".join(commands).encode())

    def told(self, seconds=10):
        """Waits until the scenario passes its next <sendCmd>."""
        self.link.settimeout(seconds)
        try:
            while b"\x1b" not in self.received:
                more = self.link.recv(4096)
                if not more:
                    raise NotHappened(f"SIPp ended early: {self.complaint()}")
                self.received += more
        except TimeoutError:
            raise NotHappened("SIPp did not finish what it was told to do") from None
        self.received = self.received.split(b"\x1b", 1)[1]

    def finish(self, seconds=60):
        """Waits for the end; True when every call went as the scenario says (SIPp's exit status 0)."""
        status = self.program.wait(seconds)
        if status is None:
            self.program.stop()
        return status == 0

    def complaint(self):
        """The first thing that went wrong, as SIPp says it."""
        try:
            with open(self.errors, errors="replace") as file:
                lines = [line.strip() for line in file if line.strip()]
            return " ".join(lines[1:3])[:300] or " ".join(lines)
        except OSError:
            return " ".join(self.program.last_words(2))

    def stop(self):
        if self.link:
            self.link.close()
        self.program.stop()
