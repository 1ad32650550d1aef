"""Free ports for tests, and the name of the process that holds a taken one."""

import os
import random
import socket
import threading


# Outside of what the kernel hands out by itself (32768 …), so that no outgoing socket takes a port between asking and
# binding; each port is given away once per process.
_FIRST, _LAST = 12000, 32000
_next = random.randrange(_FIRST, _LAST)
_lock = threading.Lock()


def free_port(address="127.0.0.1", even=False):
    """A port that is free for UDP and TCP on this address at the moment of asking."""
    return free_block(1, address, even)


def free_block(count, address="127.0.0.1", even=True):
    """The first of so many free ports in a row."""
    global _next
    with _lock:
        for _ in range(_LAST - _FIRST):
            first = _next + (_next % 2 if even else 0)
            if first + count > _LAST:
                _next = _FIRST
                continue
            _next = first + count
            if not any(taken(port, address) for port in range(first, first + count)):
                return first
    raise OSError(f"no {count} free ports on {address}")


def taken(port, address="0.0.0.0"):
    """Whether somebody holds this port, for UDP or for TCP."""
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError:
                return True
    return False


def holder(port):
    """Who holds the port: `asterisk (process 123)`; None when that cannot be seen."""
    inodes = set()
    for table in ("udp", "udp6", "tcp", "tcp6"):
        try:
            with open(f"/proc/net/{table}") as rows:
                next(rows)
                for row in rows:
                    fields = row.split()
                    if int(fields[1].rsplit(":", 1)[1], 16) == port:
                        inodes.add(f"socket:[{fields[9]}]")
        except OSError:
            continue
    inodes.discard("socket:[0]")
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            for handle in os.scandir(f"/proc/{pid}/fd"):
                if os.readlink(handle.path) in inodes:
                    with open(f"/proc/{pid}/comm") as comm:
                        return f"{comm.read().strip()} (process {pid})"
        except OSError:
            continue
    return None
