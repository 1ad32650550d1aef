"""From exec to the first 200 for an INVITE, on an existing database; and the memory of an idle daemon."""

import os
import shutil
import socket
import subprocess
import tempfile
import time

import clinic
from peers.daemon import Daemon, binary

SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.2\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"


def _message(method, port, to_tag=""):
    return (
        f"{method} sip:+16025550102@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2:{port};branch=z9hG4bK{method}\r\n"
        f"From: <sip:+16025550142@127.0.0.2>;tag=1\r\nTo: <sip:+16025550102@127.0.0.1>{to_tag}\r\n"
        f"Call-ID: start-{port}\r\nCSeq: {2 if method == 'BYE' else 1} {method}\r\n"
        f"Contact: <sip:x@127.0.0.2:{port}>\r\nMax-Forwards: 70\r\n"
    )


def start():
    """Milliseconds from exec to the first 200, an INVITE being sent every millisecond until it comes."""
    folder = tempfile.mkdtemp(prefix="nightbell-bench-")
    path = clinic.write(folder)
    Daemon(binary("release"), path, folder).stop()  # makes the database and speaks the prompts
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
        caller.bind(("127.0.0.2", 0))
        port = caller.getsockname()[1]
        invite = _message("INVITE", port) + f"Content-Type: application/sdp\r\nContent-Length: {len(SDP)}\r\n\r\n{SDP}"
        caller.settimeout(0.001)
        with open(os.path.join(folder, "start.log"), "wb") as log:
            began = time.monotonic()
            daemon = subprocess.Popen([binary("release"), "serve", path], stdout=log, stderr=log)
            answer = b""
            while not answer.startswith(b"SIP/2.0 200"):
                if time.monotonic() - began > 10:
                    raise OSError("no 200 within 10 s")
                try:
                    if not answer:
                        caller.sendto(invite.encode(), ("127.0.0.1", 5060))
                    answer = caller.recv(65536)
                except (TimeoutError, ConnectionRefusedError):
                    continue
            took = time.monotonic() - began
        head = answer.decode().split("\r\n")
        to = next(line for line in head if line.lower().startswith("to:"))
        tag = ";tag=" + to.split("tag=", 1)[1]
        for method in ("ACK", "BYE"):
            caller.sendto((_message(method, port, tag) + "Content-Length: 0\r\n\r\n").encode(), ("127.0.0.1", 5060))
        time.sleep(2)  # idle again
        with open(f"/proc/{daemon.pid}/status") as status:
            memory = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
        daemon.terminate()
        daemon.wait()
    shutil.rmtree(folder, ignore_errors=True)
    return {"exec→200 ms": took * 1000, "idle RSS MiB": memory / 1024}
