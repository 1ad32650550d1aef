"""Malformed messages."""

import random
import socket

GOOD = (
    b"INVITE sip:+16025550100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2:5060;branch=z9hG4bKmalformed\r\n"
    b"From: <sip:x@127.0.0.2>;tag=1\r\nTo: <sip:+16025550100@127.0.0.1>\r\nCall-ID: malformed@127.0.0.2\r\n"
    b"CSeq: 1 INVITE\r\nContact: <sip:x@127.0.0.2:5060>\r\nMax-Forwards: 70\r\nContent-Type: application/sdp\r\n"
)
SDP = b"v=0\r\no=- 1 1 IN IP4 127.0.0.2\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\nm=audio 6000 RTP/AVP 0\r\n"


def _messages():
    whole = GOOD + b"Content-Length: %d\r\n\r\n" % len(SDP) + SDP
    for cut in range(0, len(whole), 7):
        yield whole[:cut]
    yield GOOD + b"Content-Length: 99999\r\n\r\n" + SDP
    yield GOOD + b"Content-Length: -5\r\n\r\n" + SDP
    yield GOOD + b"Content-Length: 4294967297\r\n\r\n" + SDP
    yield GOOD.replace(b"CSeq: 1", b"CSeq: 99999999999") + b"Content-Length: 0\r\n\r\n"
    yield GOOD.replace(b"Max-Forwards: 70", b"Max-Forwards: -1") + b"Content-Length: 0\r\n\r\n"
    yield GOOD.replace(b"SIP/2.0\r\n", b"SIP/7.0\r\n", 1) + b"Content-Length: 0\r\n\r\n"
    yield GOOD + b"".join(b"X-%d: y\r\n" % n for n in range(1500)) + b"Content-Length: 0\r\n\r\n"
    yield GOOD + b"Subject: " + b"x" * 60000 + b"\r\nContent-Length: 0\r\n\r\n"
    bad = SDP.replace(b"6000", b"99999"), SDP.replace(b"AVP 0", b"AVP 99")
    for body in (b"m=audio", b"v=0\r\nm=audio 1 RTP/AVP\n", *bad):
        yield GOOD + b"Content-Length: %d\r\n\r\n" % len(body) + body
    noise = random.Random(7)
    for _ in range(200):
        yield bytes(noise.randrange(256) for _ in range(noise.randrange(1, 900)))
    for _ in range(400):
        spoiled = bytearray(whole)
        for _ in range(noise.randrange(1, 8)):
            spoiled[noise.randrange(len(spoiled))] = noise.randrange(256)
        yield bytes(spoiled)


def _memory(world):
    with open(f"/proc/{world.daemon.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def check_daemon_goes_on(world):
    """A thousand malformed messages from the trunk's address and a stranger's later, the next call is served."""
    world.start()
    desk = world.phone("213")
    before = _memory(world)
    for address in (world.stranger_address, world.trunk_address):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.bind((address, 0))
            for message in _messages():
                sender.sendto(message[:65000], ("127.0.0.1", world.clinic.sip_port))
    patient = world.call("hang up", number="+16025550101")
    world.rings("213")
    desk.answer()
    world.hears("patient", "213", 0.5)
    patient.act()
    world.ended_well(patient)
    grown = _memory(world) - before
    world.require(grown < 40_000, f"memory grew by {grown} KiB")
