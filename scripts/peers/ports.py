"""Free ports for tests, and the name of the process that holds a taken one."""

import os
import socket


def free_port(address="127.0.0.1", even=False):
    """A port that is free for UDP and TCP on this address at the moment of asking."""
    for _ in range(200):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.bind((address, 0))
            port = udp.getsockname()[1]
            if even and port % 2:
                continue
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
                try:
                    tcp.bind((address, port))
                    return port
                except OSError:
                    continue
    raise OSError(f"no free port on {address}")


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
