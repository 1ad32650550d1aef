"""Raw sockets (SIPp's audio, the tap on loopback) need root: directly, or through sudo."""

import os
import shutil
import socket


def may_open_raw_sockets():
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0).close()
        return True
    except PermissionError:
        return False


def prefix():
    """What to put before a command that opens raw sockets."""
    if may_open_raw_sockets() or os.geteuid() == 0 or not shutil.which("sudo"):
        return []
    return ["sudo", "-E"]
