"""After the story: how to ring along with one's own telephone, until Ctrl-C."""

import signal
import socket
import threading

from . import cast


def own_address():
    """The address that other machines see."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; it only asks which way packets would go
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


def instructions():
    host = own_address()
    return f"""
The daemon stays up. Register your own softphone with it:

    server     {host}, port {cast.SIP_PORT} (UDP or TCP) or {cast.TLS_PORT} (TLS, with the development certificate)
    user       {cast.SPARE_EXTENSION}
    password   {cast.SPARE_PASSWORD}

and dial:

    {cast.CLINIC_NUMBER}   the clinic, as a patient hears it at night: 5 is urgent, 0 and silence lead to a person
    211, 212        the phones of the story

What it has recorded: nightbell calls deploy/demo/clinic.yaml     Ctrl-C ends it.
"""


def until_interrupted(stage):
    """Returns when Ctrl-C or SIGTERM comes, or when the daemon has ended by itself (then False)."""
    asked = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: asked.set())
    while not asked.wait(0.5):
        if not stage.daemon.program.running:
            return False
    return True
