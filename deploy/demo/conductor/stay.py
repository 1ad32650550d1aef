"""After the story: how to ring along with one's own telephone, until Ctrl-C."""

import signal
import threading

from . import cast


INSTRUCTIONS = f"""
The daemon stays up on this machine's loopback address. Register a softphone that runs here:

    server     127.0.0.1, port {cast.SIP_PORT} (UDP or TCP), or {cast.TLS_PORT} (TLS; its authority is certs/ca.pem)
    user       {cast.SPARE_EXTENSION}
    password   {cast.SPARE_PASSWORD}

and dial:

    {cast.CLINIC_NUMBER}    the clinic as a patient hears it. 5 is urgent: the phones of the story ring, and as nobody
                    answers them now, your number is taken in the end
    {cast.SPANISH_NUMBER}    the same in Spanish

For telephones elsewhere, copy deploy/demo/clinic.yaml, change its addresses and passwords, and
`make run CONFIG=` your copy. Records: .build/release/nightbell calls deploy/demo/clinic.yaml

Ctrl-C ends it.
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
