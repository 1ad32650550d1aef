"""TCP connections until the daemon has no descriptor left."""

import os
import resource
import socket
import time

OPTIONS = (
    "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/{transport} {host}:{port};branch=z9hG4bK{number}\r\n"
    "From: <sip:carrier@{host}>;tag=1\r\nTo: <sip:127.0.0.1>\r\nCall-ID: {number}@{host}\r\nCSeq: {number} OPTIONS\r\n"
    "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
)
STRANGERS = 60


def _used(pid):
    """Processor seconds so far."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _says(world, words, patience):
    """Whether the daemon's log has these words in time."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with open(world.daemon.log, encoding="utf-8") as log:
            if words in log.read():
                return True
        time.sleep(0.05)
    return False


def _answered(world, kind, number, patience):
    """Whether OPTIONS from the carrier's address is answered with 200."""
    with socket.socket(socket.AF_INET, kind) as link:
        link.bind((world.trunk_address, 0))
        link.settimeout(patience)
        link.connect(("127.0.0.1", world.clinic.sip_port))
        host, port = link.getsockname()
        transport = "UDP" if kind == socket.SOCK_DGRAM else "TCP"
        link.sendall(OPTIONS.format(transport=transport, host=host, port=port, number=number).encode())
        try:
            return link.recv(65536).startswith(b"SIP/2.0 200")
        except TimeoutError:
            return False


def check_no_descriptor_left(world):
    """60 strangers connect where 20 descriptors are left: UDP is served, the loop rests, and TCP is taken again."""
    world.start()
    pid = world.daemon.pid
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    world.require(before[0] == min(before[1], 65536), f"the daemon may open {before[0]} files of {before[1]}")
    room = max(int(name) for name in os.listdir(f"/proc/{pid}/fd")) + 21
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (room, before[1]))
    strangers = [socket.create_connection(("127.0.0.1", world.clinic.sip_port)) for _ in range(STRANGERS)]
    world.require(_says(world, "no connection can be taken", 10), "the daemon does not say that it takes no connection")
    start, begun = _used(pid), time.monotonic()
    for number in range(1, 6):
        world.require(_answered(world, socket.SOCK_DGRAM, number, 5), f"OPTIONS {number} over UDP was not answered")
        time.sleep(0.2)
    spent, passed = _used(pid) - start, time.monotonic() - begun
    world.require(spent < passed / 4, f"{spent:.2f} s of processor time in {passed:.2f} s")
    for stranger in strangers:
        stranger.close()
    resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
    with open(world.daemon.log, encoding="utf-8") as log:
        world.require(log.read().count("no connection can be taken") == 1, "it is said more than once")
    world.require(_answered(world, socket.SOCK_STREAM, 9, 10), "TCP is not taken again when there is room")
