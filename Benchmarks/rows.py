"""One function per row: measures once and returns {column: value}. Units stand in the column's name."""

import clinic
import registrar
from sleeper import Sleeper
from tools import PLACES, Fresh, callgen, floor

DESK = f"sip:+16025550100@{clinic.DAEMON}"
NIGHT = f"sip:+16025550102@{clinic.DAEMON}"
CALLER = "1602555%04u"
ONE_PHONE = ("--register", 1, "--reg-user", "20%u", "--reg-pass", "pass%u")
TWO_PHONES = ("--register", 100, "--reg-user", "2%02u", "--reg-pass", "pass%u")


def signalling(rate):
    """Calls without media at this rate for 20 s, one second each."""
    with Fresh() as daemon:
        seen = callgen(
            *PLACES, "--target", DESK, *ONE_PHONE, "--from-user", CALLER, "--rate", rate, "--duration", 23,
            "--hold", 0.5, pid=daemon.pid,
        )
        missed = unreached(daemon)
    return {
        "CPU ms/call": seen.get("dut_cpu_ms_per_call"),
        "× tool": beside_tool(seen),
        "INVITE→200 p99 ms": seen["invite_200"]["p99_us"] / 1000,
        "failed": seen["failed"] + missed,
        **disturbance(seen),
    }


def bridged(calls, plateau=15):
    """Bridged G.711 for so many seconds, with the floor in the same run."""
    least = floor(calls, min(plateau, 10))
    with Fresh() as daemon:
        seen = callgen(
            *PLACES, "--target", DESK, *ONE_PHONE, "--from-user", CALLER, "--calls", calls, "--rate", 40,
            "--plateau", plateau, "--media", "pcmu", "--rt", pid=daemon.pid,
        )
    cost, lowest = seen.get("dut_cpu_us_per_packet"), least.get("dut_cpu_us_per_packet")
    return {
        "CPU µs/packet": cost,
        "floor µs/packet": lowest,
        "ratio": cost / lowest if cost and lowest else None,
        "added p99 ms": seen["rtp_latency_to_phone"]["p99_us"] / 1000,
        "floor p99 ms": least["rtp_latency_to_phone"]["p99_us"] / 1000,
        "lost": seen["media_to_phone"]["lost"] + seen["media_to_caller"]["lost"],
        "failed": seen["failed"],
        "KiB/call": seen.get("rss_kib_per_call"),
        **disturbance(seen),
    }


def escalation():
    """Menu, one digit, the first phone rings out, the second answers and presses 1: 20 calls/s, 200 up."""
    with Fresh() as daemon:
        seen = callgen(
            *PLACES, "--target", NIGHT, *TWO_PHONES, "--from-user", CALLER, "--rate", 20, "--duration", 40,
            "--media", "pcmu", "--dtmf", 5, "--dtmf-delay", 1500, "--phone", "298=ring",
            "--phone", "299=answer:200,dtmf:1@1500", "--hold", 4, "--hold-from", "bridge", "--warmup", 15,
            pid=daemon.pid,
        )
    ring = seen.get("phone_298_ring_cancel", {})
    wanted = clinic.FIRST_RING * 1e6
    return {
        "CPU ms/call": seen.get("dut_cpu_ms_per_call"),
        "failed": seen["failed"],
        "of": seen["launched"],
        "ring time-out off by ms": max(abs(ring.get(k, 0) - wanted) for k in ("min_us", "max_us")) / 1000
        if ring.get("n") else None,
        "up": seen.get("win_active"),
        "prompts' pacing p99 ms": seen["prompt_pacing"]["p99_us"] / 1000,
        **disturbance(seen),
    }


def prompts(calls):
    """So many callers at once who hear a prompt or music, for 10 s: nobody answers for them."""
    with Fresh() as daemon, Sleeper() as sleeper:
        seen = callgen(
            *PLACES, "--target", NIGHT, *TWO_PHONES, "--from-user", CALLER, "--calls", calls, "--rate", 100,
            "--plateau", 10, "--media", "pcmu", "--phone-default", "ring", "--no-media-check", "--rt", pid=daemon.pid,
        )
    return {
        "CPU % of a core": seen.get("dut_cpu_pct"),
        "pacing error p50 ms": seen["prompt_pacing"]["p50_us"] / 1000,
        "pacing error p99 ms": seen["prompt_pacing"]["p99_us"] / 1000,
        "a sleeper's p99 ms": sleeper.error(0.99),
        "failed": seen["failed"],
        **disturbance(seen),
    }


def register():
    """REGISTER with digest, 500 a second, with Kamailio as the registrar of the same phones right before it."""
    with registrar.Kamailio() as kamailio:
        least = registrations(kamailio.pid)
    with Fresh() as daemon:
        seen = registrations(daemon.pid)
    cost, lowest = seen.get("dut_cpu_ms_per_register"), least.get("dut_cpu_ms_per_register")
    return {
        "CPU ms/REGISTER": cost,
        "Kamailio ms/REGISTER": lowest,
        "× Kamailio": cost / lowest if cost and lowest else None,
        "× tool": beside_tool(seen),
        "200 p99 ms": seen["register_200"]["p99_us"] / 1000,
        "failed": seen["register_failed"] + least["register_failed"],
        **disturbance(seen),
    }


def registrations(pid):
    """A hundred phones that log in a hundred times each."""
    return callgen(
        *PLACES, "--register", 100, "--reg-user", "2%02u", "--reg-pass", "pass%u", "--reg-rounds", 100, "--reg-rate", 500,
        "--register-only", pid=pid,
    )


def unreached(daemon):
    """Calls that reached nobody by the daemon's own count: the tool's callers are answered before the phone is, and do not
    know."""
    counters = daemon.ask_json("status", daemon.configuration)["counters"]
    return sum(count for name, count in counters.items() if name.startswith("calls.") and name != "calls.reachedHuman")


def beside_tool(seen):
    """The daemon's processor time over that of the tool, which is at the other end of the same messages: the machine's own
    pace, which changes by a third within an hour on a shared one, is in both."""
    daemon, tool = seen.get("dut_cpu_pct"), seen.get("tool_cpu_pct")
    return daemon / tool if daemon and tool else None


def disturbance(seen):
    """What else the machine did, and whether the tool itself was in doubt."""
    return {"others %": seen.get("sys_other_pct"), "tool in doubt": int(seen.get("tool_suspect", 0) or 0)}
