"""Fax machines: SpanDSP's T.30 and modems (libspandsp2) on G.711 and a few lines of SIP. Pages are TIFF, by libtiff."""

import ctypes
import random
import re
import socket
import threading
import time

from . import audio
from .ports import free_port
from .timeline import NotHappened

_FRAME = ctypes.c_int16 * 160
_ENDED = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_WIDTH = 1728


def _spandsp():
    library = ctypes.CDLL("libspandsp.so.2")
    pointer, number, text, frame = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p, ctypes.POINTER(ctypes.c_int16)
    for name, result, arguments in (
        ("fax_init", pointer, [pointer, number]),
        ("fax_get_t30_state", pointer, [pointer]),
        ("fax_set_transmit_on_idle", None, [pointer, number]),
        ("fax_rx", number, [pointer, frame, number]),
        ("fax_tx", number, [pointer, frame, number]),
        ("t30_set_tx_file", None, [pointer, text, number, number]),
        ("t30_set_rx_file", None, [pointer, text, number]),
        ("t30_set_phase_e_handler", None, [pointer, _ENDED, pointer]),
        ("g722_encode_init", pointer, [pointer, number, number]),
        ("g722_decode_init", pointer, [pointer, number, number]),
        ("g722_encode", number, [pointer, text, frame, number]),
        ("g722_decode", number, [pointer, frame, text, number]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def _tiff(path, mode):
    library = ctypes.CDLL("libtiff.so.6")
    library.TIFFOpen.restype, library.TIFFOpen.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_char_p]
    library.TIFFClose.argtypes = [ctypes.c_void_p]
    for name in ("TIFFReadScanline", "TIFFWriteScanline"):
        getattr(library, name).argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32, ctypes.c_uint16]
    handle = library.TIFFOpen(path.encode(), mode)
    if not handle:
        raise NotHappened(f"{path} cannot be opened as TIFF")
    return library, handle


def write_page(path, rows):
    """Writes a page: each row 216 bytes, a set bit is black."""
    library, handle = _tiff(path, b"w")
    tags = {256: _WIDTH, 257: len(rows), 258: 1, 259: 4, 262: 0, 266: 1, 277: 1, 278: len(rows), 296: 2}
    for tag, value in tags.items():
        library.TIFFSetField(ctypes.c_void_p(handle), ctypes.c_uint32(tag), ctypes.c_uint32(value))
    for tag, value in ((282, 204.0), (283, 98.0)):
        library.TIFFSetField(ctypes.c_void_p(handle), ctypes.c_uint32(tag), ctypes.c_double(value))
    for number, row in enumerate(rows):
        library.TIFFWriteScanline(handle, bytes(row), number, 0)
    library.TIFFClose(handle)


def read_page(path, count):
    """The first `count` rows of a page that was received."""
    library, handle = _tiff(path, b"r")
    rows, row = [], ctypes.create_string_buffer(_WIDTH // 8)
    for number in range(count):
        if library.TIFFReadScanline(handle, row, number, 0) < 0:
            break
        rows.append(bytes(row.raw))
    library.TIFFClose(handle)
    return rows


def test_page(count=200):
    """Lines at several angles: rows that all differ."""
    rows = []
    for number in range(count):
        bits = [0] * _WIDTH
        for step in range(7):
            place = (number * (step + 1) * 3 + step * 211) % _WIDTH
            for dot in range(place, min(place + 4 + step, _WIDTH)):
                bits[dot] = 1
        rows.append(bytes(int("".join(map(str, bits[i : i + 8])), 2) for i in range(0, _WIDTH, 8)))
    return rows


class _Law:
    """µ-law, 20 ms at a time."""

    kind, name = 0, "PCMU/8000"

    def __init__(self):
        self.codes = {}

    def encode(self, frame):
        return bytes(self.codes.setdefault(sample, audio.ulaw_code(sample)) for sample in frame)

    def decode(self, payload):
        return _FRAME(*(audio.ULAW[octet] for octet in payload))


class _G722:
    """G.722 by SpanDSP, of whose band the lower half is used."""

    kind, name = 9, "G722/8000"

    def __init__(self):
        self.library = _spandsp()
        at_8_khz = 1
        self.encoder = self.library.g722_encode_init(None, 64000, at_8_khz)
        self.decoder = self.library.g722_decode_init(None, 64000, at_8_khz)

    def encode(self, frame):
        octets = ctypes.create_string_buffer(160)
        count = self.library.g722_encode(self.encoder, octets, frame, 160)
        return octets.raw[:count]

    def decode(self, payload):
        frame = _FRAME()
        self.library.g722_decode(self.decoder, frame, payload, 160)
        return frame


class Machine(threading.Thread):
    """A fax machine on an RTP socket: sends the page at `tiff`, or receives one into it. `code` 0 is success.

    With `wide` it speaks G.722 until `codec` is changed to µ-law.
    """

    def __init__(self, calling, tiff, address, wide=False):
        super().__init__(daemon=True)
        self.codec = _G722() if wide else _Law()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, free_port(address, even=True)))
        self.socket.setblocking(False)
        self.port = self.socket.getsockname()[1]
        self.remote = self.code = None
        self.over = threading.Event()
        self.library = _spandsp()
        self.state = self.library.fax_init(None, int(calling))
        t30 = self.library.fax_get_t30_state(self.state)
        if calling:
            self.library.t30_set_tx_file(t30, tiff.encode(), -1, -1)
        else:
            self.library.t30_set_rx_file(t30, tiff.encode(), -1)
        self.handler = _ENDED(self._ended)
        self.library.t30_set_phase_e_handler(t30, self.handler, None)
        self.library.fax_set_transmit_on_idle(self.state, 1)

    def _ended(self, _, __, code):
        self.code = code

    def run(self):
        sequence, stamp, source = random.randrange(30000), random.randrange(1 << 30), random.randrange(1 << 32)
        due = time.monotonic()
        after = 0
        while not self.over.is_set() and after < 50:
            frame = _FRAME()
            self.library.fax_tx(self.state, frame, 160)
            codec = self.codec
            payload = codec.encode(frame)
            head = bytes([0x80, codec.kind]) + sequence.to_bytes(2, "big") + stamp.to_bytes(4, "big") + source.to_bytes(4, "big")
            try:
                self.socket.sendto(head + payload, self.remote)
            except OSError:
                pass
            sequence, stamp = (sequence + 1) & 0xFFFF, (stamp + 160) & 0xFFFFFFFF
            while True:
                try:
                    packet = self.socket.recv(2048)
                except OSError:
                    break
                if len(packet) == 172 and packet[1] & 127 == codec.kind:
                    self.library.fax_rx(self.state, codec.decode(packet[12:]), 160)
            # What was sent last must still get across.
            after += self.code is not None
            due += 0.02
            time.sleep(max(0, due - time.monotonic()))


class Line:
    """One end of one call in SIP over UDP: just enough to place or take it. `more` is put behind the audio in the SDP."""

    def __init__(self, machine, address, port, daemon, more=""):
        self.machine, self.address, self.daemon, self.more = machine, address, daemon, more
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, port or 0))
        self.here = "%s:%d" % self.socket.getsockname()
        self.tag, self.sequence = f"fax{random.randrange(1 << 30)}", 0
        self.mine = self.theirs = self.call_id = self.target = None

    def description(self):
        codec = self.machine.codec
        return (
            f"v=0\r\no=- 1 {self.sequence + 1} IN IP4 {self.address}\r\ns=-\r\nc=IN IP4 {self.address}\r\nt=0 0\r\n"
            f"m=audio {self.machine.port} RTP/AVP {codec.kind}\r\na=rtpmap:{codec.kind} {codec.name}\r\n{self.more}"
        )

    def _send(self, head, body="", kind="application/sdp"):
        text = head + (f"Content-Type: {kind}\r\n" if body else "") + f"Content-Length: {len(body)}\r\n\r\n{body}"
        self.socket.sendto(text.encode(), self.daemon)

    def request(self, method, body="", sequence=None):
        """Sends a request of the dialog, or the one that makes it."""
        if sequence is None:
            self.sequence += 1
        number = sequence or self.sequence
        self._send(
            f"{method} {self.target} SIP/2.0\r\nVia: SIP/2.0/UDP {self.here};branch=z9hG4bK{random.randrange(1 << 48)}\r\n"
            f"From: {self.mine}\r\nTo: {self.theirs}\r\nCall-ID: {self.call_id}\r\nCSeq: {number} {method}\r\n"
            f"Contact: <sip:fax@{self.here}>\r\nMax-Forwards: 70\r\n", body)
        return number

    def receive(self, wanted, within=15):
        """The next message whose first line begins so; others are answered or passed over."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            self.socket.settimeout(max(0.01, deadline - time.monotonic()))
            try:
                text = self.socket.recv(65536).decode("utf-8", "replace")
            except TimeoutError:
                break
            if text.startswith(wanted):
                return text
            if text.startswith("BYE"):
                self._answer(text, "200 OK")
        raise NotHappened(f"the fax line got no {wanted} within {within} s")

    @staticmethod
    def field(text, name):
        found = re.search(rf"^{name}\s*:\s*(.*?)\r$", text, re.M | re.I)
        return found.group(1) if found else ""

    def _answer(self, text, status, body=""):
        vias = "".join(f"Via: {via}\r\n" for via in re.findall(r"^Via\s*:\s*(.*?)\r$", text, re.M | re.I))
        to = self.field(text, "To")
        to = to if "tag=" in to else f"{to};tag={self.tag}"
        self._send(
            f"SIP/2.0 {status}\r\n{vias}From: {self.field(text, 'From')}\r\nTo: {to}\r\n"
            f"Call-ID: {self.field(text, 'Call-ID')}\r\nCSeq: {self.field(text, 'CSeq')}\r\n"
            f"Contact: <sip:fax@{self.here}>\r\n", body)
        return to

    def _learn(self, text):
        host = re.search(r"^c=IN IP4 (\S+)", text, re.M).group(1)
        port = int(re.search(r"^m=audio (\d+)", text, re.M).group(1))
        self.machine.remote = (host, port)
        contact = re.search(r"<([^>]*)>", self.field(text, "Contact"))
        self.target = contact.group(1) if contact else self.target

    def place(self, number):
        """Calls; returns the 200, acknowledged."""
        self.target = f"sip:{number}@{self.daemon[0]}:{self.daemon[1]}"
        self.mine, self.theirs = f"<sip:+16025550142@{self.address}>;tag={self.tag}", f"<{self.target}>"
        self.call_id = f"{self.tag}@{self.address}"
        invite = self.request("INVITE", self.description())
        answer = self.receive("SIP/2.0 200", 30)
        self.theirs = self.field(answer, "To")
        self._learn(answer)
        self.request("ACK", sequence=invite)
        return answer

    def take(self):
        """Waits for a call and answers it."""
        invite = self.receive("INVITE", 30)
        self._learn(invite)
        self.call_id, self.theirs = self.field(invite, "Call-ID"), self.field(invite, "From")
        self.mine = self._answer(invite, "200 OK", self.description())
        self.receive("ACK")

    def is_asked_for_g711(self):
        """Waits for an offer in the call, takes it, and speaks µ-law from then on; returns the offer's line of audio."""
        invite = self.receive("INVITE", 20)
        self.machine.codec = _Law()
        self._answer(invite, "200 OK", self.description())
        self.receive("ACK")
        return re.search(r"^m=audio .*?(?=\r)", invite, re.M).group(0)

    def hang_up(self):
        self.request("BYE")

    def stop(self):
        self.machine.over.set()
        self.socket.close()
