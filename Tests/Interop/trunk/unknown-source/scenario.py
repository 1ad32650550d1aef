"""A call from an unknown source gets no service."""

import socket

from peers.caller import Caller


def check_no_service(world):
    """An INVITE from an unknown source rings nobody, and what comes back is smaller than what was sent."""
    world.start()
    desk = world.phone("213")
    for target in (
        "sip:+16025550101@127.0.0.1", "sip:+16025550190@127.0.0.1", "sip:213@127.0.0.1", "tel:+16025550101",
        "sip:+16025550190@127.0.0.1;maddr=127.0.0.99",
    ):
        sent, answers = _invite(world, target)
        world.require(not any(a.startswith(b"SIP/2.0 2") for a in answers), f"{target} was answered with 2xx")
        world.require(not any(a.startswith(b"SIP/2.0 18") for a in answers), f"{target} rang")
        size = sum(map(len, answers))
        world.require(size <= sent, f"{size} bytes came back for {sent}")
    world.require(not world.timeline.any("213", "CALL_INCOMING"), "the phone rang for an unknown source")
    patient = world.call("hang up", number="+16025550101")
    world.rings("213")
    desk.answer()
    world.hears("patient", "213", 0.5)
    patient.act()
    world.ended_well(patient)


def check_sipp_stranger(world):
    """SIPp's own caller scenario from an unknown address never gets its 200."""
    world.start()
    stranger = Caller(
        "stranger", ["released"], "+16025550100", f"127.0.0.1:{world.clinic.sip_port}", world.folder,
        world.stranger_address, timeout=4,
    )
    world.peers.append(stranger)
    world.require(stranger.finish(10) is not None, "the stranger's call was answered")


def _invite(world, target):
    """One INVITE over UDP from the stranger's address: bytes sent, and what came back within half a second."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((world.stranger_address, 0))
        host, port = sender.getsockname()
        message = (
            f"INVITE {target} SIP/2.0\r\nVia: SIP/2.0/UDP {host}:{port};branch=z9hG4bK{port}\r\n"
            f"From: <sip:x@{host}>;tag=1\r\nTo: <{target}>\r\nCall-ID: {port}@{host}\r\n"
            f"CSeq: 1 INVITE\r\nContact: <sip:x@{host}:{port}>\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
        ).encode()
        sender.sendto(message, ("127.0.0.1", world.clinic.sip_port))
        sender.settimeout(0.5)
        answers = []
        try:
            while True:
                answers.append(sender.recv(65536))
        except TimeoutError:
            return len(message), answers
