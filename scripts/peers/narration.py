"""What the daemon says that it does: its narration over the control socket, on the timeline as "nightbell" "says"."""

import json
import socket
import threading

from .timeline import Event


class Narration:
    """Listens until it is stopped or the daemon ends."""

    def __init__(self, timeline, control_socket):
        self.timeline = timeline
        self.link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.link.connect(control_socket)
        self.link.sendall(b'{"nightbell":1,"command":"events"}\n')
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        with self.link.makefile() as lines:
            try:
                for line in lines:
                    said = json.loads(line).get("result", {})
                    if "text" in said:
                        self.timeline.add(Event("nightbell", "says", said))
            except (OSError, ValueError):
                return

    def stop(self):
        try:
            self.link.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.link.close()
