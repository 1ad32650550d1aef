"""SIP over TCP."""

import socket

OPTIONS = (
    "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP {host}:{port};branch=z9hG4bK{number}\r\n"
    "From: <sip:carrier@{host}>;tag=1\r\nTo: <sip:127.0.0.1>\r\nCall-ID: {number}@{host}\r\nCSeq: {number} OPTIONS\r\n"
    "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
)


def check_call_over_tcp(world):
    """A call comes over TCP and reaches a phone that registered over TCP; both hear each other."""
    world.start()
    desk = world.phone("213", transport="tcp")
    patient = world.call("talk", "hang up", number="+16025550101", transport="t1")
    world.rings("213")
    desk.answer()
    patient.act()
    world.hears("patient", "213", 1.0)
    world.hears("213", "patient", 1.0)
    patient.act()
    world.silent("213")
    world.ended_well(patient)


def check_framing(world):
    """Three OPTIONS in one segment, and one cut into single bytes, get four answers."""
    world.start()
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as link:
        link.bind((world.trunk_address, 0))
        link.connect(("127.0.0.1", world.clinic.sip_port))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        host, port = link.getsockname()
        messages = [OPTIONS.format(host=host, port=port, number=n).encode() for n in range(1, 5)]
        link.sendall(b"\r\n\r\n" + b"".join(messages[:3]))
        for byte in messages[3]:
            link.send(bytes([byte]))
        link.settimeout(5)
        received = b""
        try:
            while received.count(b"SIP/2.0 200") < 4:
                more = link.recv(65536)
                if not more:
                    break
                received += more
        except TimeoutError:
            pass
        world.require(
            received.count(b"SIP/2.0 200") == 4, f"{received.count(b'SIP/2.0 200')} answers of 4: {received[:200]!r}"
        )
