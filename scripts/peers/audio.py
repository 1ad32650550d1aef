"""What audio is made of and what was heard: tones, speech, silence, in 8 kHz G.711."""

import functools
import math
import struct
import wave

RATE = 8000
PACKET = 160  # samples in 20 ms


def _ulaw_to_linear(code):
    code = ~code & 0xFF
    magnitude = (((code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4)
    return (0x84 - magnitude) if code & 0x80 else (magnitude - 0x84)


def _alaw_to_linear(code):
    code ^= 0x55
    exponent, value = (code & 0x70) >> 4, ((code & 0x0F) << 4) + 8
    if exponent:
        value = (value + 0x100) << (exponent - 1)
    return value if code & 0x80 else -value


ULAW = [_ulaw_to_linear(code) for code in range(256)]  # ITU-T G.711
ALAW = [_alaw_to_linear(code) for code in range(256)]
_ULAW_CODES = sorted((ULAW[code], code) for code in range(256))


@functools.lru_cache(maxsize=65536)
def ulaw_code(sample):
    """The µ-law code nearest to a linear sample."""
    low, high = 0, 255
    while low < high:
        middle = (low + high) // 2
        if _ULAW_CODES[middle][0] < sample:
            low = middle + 1
        else:
            high = middle
    if low and abs(_ULAW_CODES[low - 1][0] - sample) < abs(_ULAW_CODES[low][0] - sample):
        low -= 1
    return _ULAW_CODES[low][1]


def tone(frequency, seconds, level=6000):
    """Linear samples of a sine."""
    step = 2 * math.pi * frequency / RATE
    return [int(level * math.sin(step * n)) for n in range(int(seconds * RATE))]


_ROWS, _COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
_KEYS = ("123A", "456B", "789C", "*0#D")


def key_tones(key, seconds=0.2, level=6000):
    """Linear samples of a key as two tones (ITU-T Q.23)."""
    row, column = next((row, line.index(key)) for row, line in enumerate(_KEYS) if key in line)
    pair = tone(_ROWS[row], seconds, level), tone(_COLUMNS[column], seconds, level)
    return [low + high for low, high in zip(*pair)]


def spoken(words, frequency):
    """Linear samples of what somebody says: "3 key* 2" is a tone of 3 s, the key as tones, and the tone for 2 s."""
    samples = []
    for word in words.split():
        if word.startswith("key"):
            samples += tone(frequency, 0.1, 20) + key_tones(word[3:]) + tone(frequency, 0.1, 20)
        else:
            samples += tone(frequency, float(word))
    return samples


def write_wav(path, samples, rate=RATE, channels=1):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))


def channels(path):
    """The channels of a WAV file at 8 kHz: of 16 kHz every second sample, of 48 kHz every sixth, which a tone survives."""
    with wave.open(path) as file:
        count, step = file.getnchannels(), file.getframerate() // RATE
        data = file.readframes(file.getnframes())
    samples = struct.unpack(f"<{len(data) // 2}h", data[: len(data) // 2 * 2])
    return [samples[channel :: count * step] for channel in range(count)]


def seconds_of(frequency, samples):
    """How long a tone is heard in samples at 8 kHz."""
    ear = Ear({"it": frequency})
    list(ear.hear(samples))
    return ear.seconds.get("it", 0)


def write_rtp_pcap(path, samples, ssrc, late=0):
    """A capture of RTP packets with these samples in µ-law, as SIPp's play_pcap_audio reads it.

    Every second packet is `late` milliseconds (below 20) behind its time: the jitter of RFC 3550 is then that.
    """
    ethernet = bytes(12) + b"\x08\x00"
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for number in range(len(samples) // PACKET):
            payload = bytes(ulaw_code(s) for s in samples[number * PACKET : (number + 1) * PACKET])
            rtp = struct.pack("!BBHII", 0x80, 0x80 if number == 0 else 0, number + 1, number * PACKET, ssrc) + payload
            udp = struct.pack("!HHHH", 6000, 6000, 8 + len(rtp), 0) + rtp
            ip = struct.pack(
                "!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, bytes([127, 0, 0, 1]), bytes([127, 0, 0, 1])
            )
            frame = ethernet + ip + udp
            microseconds = number % 50 * 20_000 + number % 2 * late * 1000
            file.write(struct.pack("<IIII", number // 50, microseconds, len(frame), len(frame)) + frame)


def renumber_rtp_pcap(source, target, place, ssrc=0x5A11D):
    """Copies a capture of one key, moved in sequence number and timestamp as the `place`-th key of a call."""
    with open(source, "rb") as file:
        data = bytearray(file.read())
    order = "<" if data[:4] == b"\xd4\xc3\xb2\xa1" else ">"
    at, first = 24, None
    while at < len(data):
        (length,) = struct.unpack_from(order + "I", data, at + 8)
        ip = at + 16 + 14
        rtp = ip + (data[ip] & 15) * 4 + 8
        sequence, timestamp = struct.unpack_from("!HI", data, rtp + 2)
        first = first or (sequence, timestamp)
        sequence = (sequence - first[0] + 2000 + 40 * place) & 0xFFFF
        struct.pack_into("!HII", data, rtp + 2, sequence, timestamp - first[1] + 400_000 + 4000 * place, ssrc)
        at += 16 + length
    with open(target, "wb") as file:
        file.write(data)


def loudness(samples):
    """Root mean square."""
    return math.sqrt(sum(s * s for s in samples) / len(samples)) if samples else 0.0


def tone_share(samples, frequency):
    """How much of the energy is at this frequency, 0…1 (Goertzel's algorithm)."""
    coefficient = 2 * math.cos(2 * math.pi * frequency / RATE)
    before = last = energy = 0.0
    for sample in samples:
        before, last = last, sample + coefficient * last - before
        energy += sample * sample
    power = before * before + last * last - coefficient * before * last
    return 2 * power / (len(samples) * energy) if energy else 0.0


class Ear:
    """Judges a stream block by block (100 ms): silence, one of the known tones, or sound (speech, music)."""

    BLOCK = 800
    SILENCE = 60.0  # RMS below this is silence
    SHARE = 0.6  # of a block's energy at one frequency makes it that tone

    def __init__(self, tones):
        self.tones = dict(tones)  # name → Hz
        self.pending = []
        self.seconds = {}  # what → seconds heard

    def hear(self, samples):
        """Takes samples; yields what each completed block was: a tone's name, "sound" or "silence"."""
        self.pending.extend(samples)
        while len(self.pending) >= self.BLOCK:
            block, self.pending = self.pending[: self.BLOCK], self.pending[self.BLOCK :]
            heard = self._judge(block)
            self.seconds[heard] = self.seconds.get(heard, 0.0) + self.BLOCK / RATE
            yield heard

    def _judge(self, block):
        if loudness(block) < self.SILENCE:
            return "silence"
        for name, frequency in self.tones.items():
            if tone_share(block, frequency) >= self.SHARE:
                return name
        return "sound"
