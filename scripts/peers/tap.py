"""A tap on loopback: hears what each side of a call is really sent, whoever wrote the program at that end.

As a program (it needs raw sockets) it prints one JSON line per observation, times on the monotonic clock:
  {"kind": "sip",   "from": "127.0.0.2:5080", "to": …, "line": "INVITE sip:… SIP/2.0", "call": Call-ID}
  {"kind": "key",   "from": …, "to": …, "key": "5"}                     an RFC 4733 event's first packet
  {"kind": "source", "from": …, "to": …, "ssrc": 7, "marker": true}     the first RTP packet of an SSRC
  {"kind": "hole",  "from": …, "to": …, "missing": 2}                    sequence numbers that were passed over
  {"kind": "heard", "from": …, "to": …, "what": "sound", "seconds": 1.2}  each 100 ms of G.711; seconds in all
As a class it runs that program and adds the observations to a timeline, under the name given to the address.
"""

import argparse
import dataclasses
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

from . import audio
from .timeline import Event

_KEYS = "0123456789*#ABCD"
_SO_TIMESTAMPNS = 35
_OUTGOING = 4  # PACKET_OUTGOING: loopback shows every packet twice


@dataclasses.dataclass(frozen=True)
class Place:
    """Where somebody is: an address, and ports from … to."""

    name: str
    address: str
    ports: tuple = ((0, 65535),)

    def holds(self, end):
        return end[0] == self.address and any(first <= end[1] <= last for first, last in self.ports)


class Tap:
    """`places`: who is where; `tones`: name → Hz; `wav_folder`: where what each place heard is kept."""

    def __init__(self, timeline, places, tones, sip_ports, wav_folder=None):
        self.timeline = timeline
        self.places = places
        command = [sys.executable, "-m", "peers.tap"]
        for name, frequency in tones.items():
            command += ["--tone", f"{name}={frequency}"]
        for place in places:
            command += ["--place", json.dumps([place.address, place.ports])]
        for port in sip_ports:
            command += ["--sip-port", str(port)]
        if wav_folder:
            command += ["--wav", str(wav_folder)]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(os.path.abspath(__file__)))},
        )
        if self.process.stdout.readline().strip() != "ready":
            raise OSError("cannot listen on loopback: that and SIPp's audio need root")
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            seen = json.loads(line)
            receiver, sender = self._name(seen["to"]), self._name(seen["from"])
            at, kind = seen.pop("at"), seen.pop("kind")
            if kind == "sip":
                if sender:
                    self.timeline.add(Event(sender, "sip-sent", seen, at))
                if receiver:
                    self.timeline.add(Event(receiver, "sip-received", seen, at))
            elif kind == "key":
                self.timeline.add(Event(sender or seen["from"], "key-sent", seen, at))
                self.timeline.add(Event(receiver or seen["to"], "key-received", seen, at))
            elif receiver:
                self.timeline.add(Event(receiver, kind, seen, at))

    def _name(self, end):
        address, port = end.rsplit(":", 1)
        return next((place.name for place in self.places if place.holds((address, int(port)))), None)

    def stop(self):
        """Ends the tap; the recordings are written when this returns."""
        if self.process.poll() is None:
            self.process.stdin.close()  # its signal to end
            self.process.wait(10)
        self.reader.join(2)


def _direction(message):
    """The direction that a description names: "sendrecv" where it names none, "" where there is no description."""
    lines = message.split("\r\n\r\n", 1)[-1].split()
    named = [line[2:] for line in lines if line in ("a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive")]
    return named[-1] if named else "sendrecv" if "v=0" in lines else ""


class _Listener:
    """The loop of the program."""

    def __init__(self, tones, places, sip_ports, wav_folder):
        self.tones, self.places, self.sip_ports, self.wav_folder = tones, places, sip_ports, wav_folder
        self.ears, self.heard, self.last_key, self.sequences = {}, {}, {}, {}
        self.now = 0.0

    def packet(self, sender, receiver, data):
        if len(data) >= 12 and data[0] >> 6 == 2:
            self._rtp(sender, receiver, data)
        elif sender[1] in self.sip_ports or receiver[1] in self.sip_ports:
            self._sip(sender, receiver, data)

    def _sip(self, sender, receiver, data):
        text = data.decode("utf-8", "replace")
        head = text.split("\r\n\r\n", 1)[0].split("\r\n")
        if "SIP/2.0" not in head[0]:
            return
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        self._say(
            "sip", sender, receiver, line=head[0], call=fields.get("call-id", fields.get("i", "")),
            **{name: fields.get(name, "") for name in ("cseq", "reason", "expires")}, direction=_direction(text),
        )

    def _rtp(self, sender, receiver, data):
        kind, timestamp, ssrc = data[1] & 0x7F, *struct.unpack("!II", data[4:12])
        if 72 <= kind <= 76:
            return  # RTCP
        self._number(sender, receiver, ssrc, *struct.unpack("!H", data[2:4]), bool(data[1] & 0x80))
        payload = data[12 + 4 * (data[0] & 0x0F) :]
        if kind >= 96 and len(payload) == 4 and payload[0] < len(_KEYS):
            mark = (ssrc, timestamp)
            if self.last_key.get((sender, receiver)) != mark:
                self.last_key[(sender, receiver)] = mark
                self._say("key", sender, receiver, key=_KEYS[payload[0]])
        elif kind in (0, 8) and any(place.holds(receiver) for place in self.places):
            table = audio.ULAW if kind == 0 else audio.ALAW
            samples = [table[code] for code in payload]
            ear = self.ears.setdefault(receiver, audio.Ear(self.tones))
            if self.wav_folder:
                self.heard.setdefault(receiver, []).extend(samples)
            for what in ear.hear(samples):
                self._say("heard", sender, receiver, what=what, seconds=round(ear.seconds[what], 1))

    def _number(self, sender, receiver, ssrc, sequence, marker):
        """Says when a stream begins, and when it has a hole. A late packet mends none: on loopback there is none."""
        stream = (sender, receiver, ssrc)
        if stream not in self.sequences:
            self._say("source", sender, receiver, ssrc=ssrc, marker=marker)
        elif (missing := (sequence - self.sequences[stream] - 1) & 0xFFFF) and missing < 0x8000:
            self._say("hole", sender, receiver, missing=missing)
        self.sequences[stream] = sequence

    def _say(self, kind, sender, receiver, **more):
        seen = {"kind": kind, "at": self.now, "from": "%s:%d" % sender, "to": "%s:%d" % receiver, **more}
        print(json.dumps(seen), flush=True)

    def finish(self):
        for (address, port), samples in self.heard.items():
            audio.write_wav(os.path.join(self.wav_folder, f"heard-at-{address}-{port}.wav"), samples)


def _main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tone", action="append", default=[])
    parser.add_argument("--place", action="append", default=[])
    parser.add_argument("--sip-port", action="append", type=int, default=[])
    parser.add_argument("--wav")
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tones = {name: int(hz) for name, hz in (t.split("=") for t in options.tone)}
    places = []
    for text in options.place:
        address, ports = json.loads(text)
        places.append(Place("", address, tuple(map(tuple, ports))))
    listener = _Listener(tones, places, set(options.sip_port), options.wav)
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    wire.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)  # the kernel's time, however late this program gets to run
    wire.bind(("lo", 0x0800))
    print("ready", flush=True)

    def until_closed():
        sys.stdin.read()
        listener.finish()
        os._exit(0)

    threading.Thread(target=until_closed, daemon=True).start()
    to_monotonic = time.monotonic() - time.time()
    while True:
        packet, stamps, _, (_, _, direction, _, _) = wire.recvmsg(65536, 64)
        if direction == _OUTGOING or packet[9] != socket.IPPROTO_UDP:
            continue
        start = (packet[0] & 15) * 4
        source, target, length = struct.unpack("!HHH", packet[start : start + 6])
        sender, receiver = socket.inet_ntoa(packet[12:16]), socket.inet_ntoa(packet[16:20])
        seconds, nanoseconds = struct.unpack("qq", stamps[0][2][:16])
        listener.now = seconds + nanoseconds / 1e9 + to_monotonic
        listener.packet((sender, source), (receiver, target), packet[start + 8 : start + length])


if __name__ == "__main__":
    _main()
