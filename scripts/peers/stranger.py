"""Somebody at an address of no call who sends audio and keys to the daemon's ports, and waits for what comes back."""

import socket
import struct
import threading
import time

from . import audio
from .tap import Place


class Stranger(threading.Thread):
    """Sends a tone of `tone` Hz in µ-law, and now and then a key, to the ports of `ports`, until it ends: to twenty of them
    each 20 ms, so that a tap on the wire can follow.

    `ssrc`, `sequence` and `timestamp` can be those of somebody else; `ports` may be changed at any time.
    """

    def __init__(self, name, address, tone, ports, key=1, ssrc=0xBADBAD):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 0))
        self.socket.setblocking(False)
        port = self.socket.getsockname()[1]
        self.place = Place(name, address, ((port, port),))
        self.ports, self.key, self.ssrc = list(ports), key, ssrc
        self.sequence, self.timestamp, self.sent, self.got = 1, 0, 0, 0
        self.voice = [bytes(map(audio.ulaw_code, audio.tone(tone, 1)[at : at + 160])) for at in range(0, 8000, 160)]
        self.over = threading.Event()

    def run(self):
        due = time.monotonic()
        number = 0
        while not self.over.is_set():
            number += 1
            # Each second half is a key of 100 ms, as RFC 4733 has it.
            step, pressing = number % 25, number % 50 >= 25 and number % 25 < 5
            begin = number * 20 % len(self.ports) if len(self.ports) > 20 else 0
            for port in self.ports[begin : begin + 20]:
                self._send(port, 0, self.voice[number % 50])
                if pressing:
                    end = 0x80 if step == 4 else 0
                    self._send(port, 101, struct.pack("!BBH", self.key, end | 10, 160 * (step + 1)), step)
            self.sequence, self.timestamp = (self.sequence + 1) & 0xFFFF, (self.timestamp + 160) & 0xFFFFFFFF
            self._read()
            due += 0.02
            self.over.wait(max(0, due - time.monotonic()))

    def _send(self, port, kind, payload, step=0):
        self.sequence = (self.sequence + 1) & 0xFFFF if kind else self.sequence
        stamp = (self.timestamp - 160 * step) & 0xFFFFFFFF
        head = struct.pack("!BBHII", 0x80, kind, self.sequence, stamp, self.ssrc)
        try:
            self.socket.sendto(head + payload, ("127.0.0.1", port))
            self.sent += 1
        except OSError:
            pass  # what a closed port answers comes with the next packet

    def _read(self):
        while True:
            try:
                self.socket.recv(2048)
                self.got += 1
            except BlockingIOError:
                return
            except OSError:
                continue

    def stop(self):
        self.over.set()
        if self.is_alive():
            self.join(2)
        self.socket.close()
