"""From exec to the first 200 for an INVITE, on an existing database; and the memory of an idle daemon."""

import os
import socket
import subprocess
import tempfile
import time

import clinic
from peers.daemon import Daemon, binary

SDP = f"v=0\r\no=- 1 1 IN IP4 {clinic.TRUNK}\r\ns=-\r\nc=IN IP4 {clinic.TRUNK}\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"


def _message(method, port, attempt, to_tag=""):
    return (
        f"{method} sip:+16025550102@{clinic.DAEMON} SIP/2.0\r\n"
        f"Via: SIP/2.0/UDP {clinic.TRUNK}:{port};branch=z9hG4bK{'BYE' if method == 'BYE' else 'INVITE'}{attempt}\r\n"
        f"From: <sip:+16025550142@{clinic.TRUNK}>;tag={attempt}\r\nTo: <sip:+16025550102@{clinic.DAEMON}>{to_tag}\r\n"
        f"Call-ID: start-{port}-{attempt}\r\nCSeq: {2 if method == 'BYE' else 1} {method}\r\n"
        f"Contact: <sip:x@{clinic.TRUNK}:{port}>\r\nMax-Forwards: 70\r\n"
    )


def start():
    """Milliseconds from exec to the first 200, an INVITE being sent each millisecond until something comes."""
    with tempfile.TemporaryDirectory(prefix="nightbell-bench-") as folder:
        path = clinic.write(folder)
        Daemon(binary("release"), path, folder).stop()  # makes the database and speaks the prompts
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
            caller.bind((clinic.TRUNK, 0))
            with open(os.path.join(folder, "start.log"), "wb") as log:
                began = time.monotonic()
                daemon = subprocess.Popen([binary("release"), "serve", path], stdout=log, stderr=log)
            try:
                attempt, answer = _first_200(caller, began)
                took = time.monotonic() - began
                _send(caller, attempt, answer, "ACK", "BYE")
                time.sleep(2)  # idle again
                return {"exec→200 ms": took * 1000, "idle RSS MiB": _memory(daemon.pid) / 1024}
            finally:
                daemon.terminate()
                daemon.wait()


def _first_200(caller, began):
    """The number of the attempt that was answered, and the answer. A refused INVITE is followed by a new one."""
    port, attempt, heard = caller.getsockname()[1], 1, False
    caller.settimeout(0.001)
    while time.monotonic() - began < 10:
        if not heard:
            invite = _message("INVITE", port, attempt)
            invite += f"Content-Type: application/sdp\r\nContent-Length: {len(SDP)}\r\n\r\n{SDP}"
            caller.sendto(invite.encode(), (clinic.DAEMON, 5060))
        try:
            answer = caller.recv(65536).decode()
        except (TimeoutError, ConnectionRefusedError):
            continue
        if f"start-{port}-{attempt}\r\n" not in answer or "INVITE" not in answer:
            continue
        if answer.startswith("SIP/2.0 200"):
            return attempt, answer
        heard = answer.startswith("SIP/2.0 1")
        if not heard:
            _send(caller, attempt, answer, "ACK")
            attempt += 1
    raise OSError("no 200 within 10 s")


def _send(caller, attempt, answer, *methods):
    to = next(line for line in answer.split("\r\n") if line.lower().startswith("to:"))
    tag = ";tag=" + to.split("tag=", 1)[1]
    for method in methods:
        text = _message(method, caller.getsockname()[1], attempt, tag) + "Content-Length: 0\r\n\r\n"
        caller.sendto(text.encode(), (clinic.DAEMON, 5060))


def _memory(pid):
    """Resident KiB."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
