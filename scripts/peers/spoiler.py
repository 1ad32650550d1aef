"""Somebody who sees what a phone sends, and sends it again, spoiled, from the phone's own address and port. Needs root."""

import socket
import struct
import threading
import time

_OUTGOING = 4  # PACKET_OUTGOING: loopback shows every packet twice
_MINE = 0xBAD  # the IP identification of what comes from here


def _versions(packet):
    """A packet of RTP or RTCP cut off at each of its octets, whole once more, and with a head that cannot be."""
    yield from (packet[:count] for count in range(len(packet) + 1))
    first, rest = packet[0], packet[1:]
    yield bytes([first & 0x3F]) + rest  # version 0
    yield bytes([first | 0xC0]) + rest  # version 3
    yield bytes([first | 0x20]) + rest[:-1] + b"\xff"  # more padding than there is
    yield bytes([first | 0x0F]) + rest  # fifteen sources that are not there
    yield bytes([first | 0x10]) + rest[:11] + b"\xbe\xde\xff\xff" + rest[11:]  # an extension of 256 KiB
    yield packet + b"\x00"
    yield packet + bytes(1400)


class Spoiler(threading.Thread):
    """From `start` on, each version of the next `packets` packets from the phone's ports to the daemon's."""

    def __init__(self, place, ours, packets=6):
        """`place` is the phone's, `ours` the daemon's ports."""
        super().__init__(daemon=True)
        self.place, self.ours, self.packets, self.sent = place, ours, packets, 0
        self.wire = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
        self.wire.bind(("lo", 0x0800))
        self.wire.settimeout(0.2)
        self.raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
        self.over = threading.Event()

    def run(self):
        while self.packets and not self.over.is_set():
            try:
                packet, (_, _, direction, _, _) = self.wire.recvfrom(65536)
            except TimeoutError:
                continue
            start = (packet[0] & 15) * 4
            ports, payload = packet[start : start + 4], packet[start + 8 :]
            source, target = struct.unpack("!HH", ports)
            if direction == _OUTGOING or packet[9] != socket.IPPROTO_UDP or packet[4:6] == struct.pack("!H", _MINE):
                continue
            if not self.place.holds((socket.inet_ntoa(packet[12:16]), source)) or target not in self.ours:
                continue
            self.packets -= 1
            for spoiled in _versions(payload):
                udp = ports + struct.pack("!HH", 8 + len(spoiled), 0) + spoiled
                head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), _MINE, 0, 64, socket.IPPROTO_UDP, 0)
                self.raw.sendto(head + packet[12:20] + udp, (socket.inet_ntoa(packet[16:20]), 0))
                self.sent += 1
                # As fast as this, and no faster: what overflows a socket was not read.
                time.sleep(0.001)

    def stop(self):
        self.over.set()
        if self.is_alive():
            self.join(5)
        self.wire.close()
        self.raw.close()
