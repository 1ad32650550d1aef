"""Measures and prints the table: python3 Benchmarks/bench.py (make bench)."""

import functools
import os
import subprocess
import sys

import clinic
import fallback
import growth
import rows
import start
import table
import tools
from peers.ports import holder, taken

RUNS = int(os.environ.get("RUNS", "3"))
ONLY = os.environ.get("ONLY", "")

WITH_CALLGEN = [
    ("signalling, 440 calls/s", functools.partial(rows.signalling, 440), "≤ 0.6 ms CPU a call"),
    ("signalling, 1,000 calls/s", functools.partial(rows.signalling, 1000), "no failure; INVITE→200 p99 ≤ 2 ms"),
    ("bridged G.711, 50 calls", functools.partial(rows.bridged, 50), "≤ 1.1 × floor"),
    (
        "bridged G.711, 200 calls",
        functools.partial(rows.bridged, 200),
        "≤ 1.1 × floor; added p99 ≤ 0.4 ms; ≤ 32 KiB a call",
    ),
    (
        "bridged G.711, 400 calls",
        functools.partial(rows.bridged, 400),
        "≤ 1.1 × floor; added p99 ≤ floor + 0.2 ms; ≤ 32 KiB a call",
    ),
    ("bridged G.711, 800 calls", functools.partial(rows.bridged, 800), "≤ 1.1 × floor; ≤ 32 KiB a call"),
    ("bridged G.711, 1,000 calls", functools.partial(rows.bridged, 1000), "none lost; ≤ 32 KiB a call"),
    ("menu and escalation, 20 calls/s", rows.escalation, "all succeed; ≤ 8 ms CPU a call; ring time-out ± 10 ms"),
    ("prompts, 500 callers", functools.partial(rows.prompts, 500), "pacing error p99 ≤ 0.5 ms"),
    ("REGISTER with digest", rows.register, "≤ 0.12 ms CPU (Kamailio 0.064 ms)"),
    ("start", start.start, "≤ 150 ms; ≤ 40 MiB"),
]
WITHOUT = [
    ("menu calls, 100 calls/s", functools.partial(fallback.menu_calls, 100), "(not among the marks)"),
    ("start", start.start, "≤ 150 ms; ≤ 40 MiB"),
]


def main():
    if taken(5060, clinic.DAEMON):
        print(f"bench: port 5060 is taken by {holder(5060) or 'a process that only root may see'}", file=sys.stderr)
        return 1
    chosen = WITH_CALLGEN
    has_callgen = tools.build()
    if has_callgen and os.environ.get("GROWTH"):
        return growth.main()
    if not has_callgen:
        print("callgen is not beside the project (../shared/tools/callgen): SIPp measures what it can, no floor")
        chosen = WITHOUT
    model = subprocess.run(
        ["sh", "-c", "nproc; sed -n 's/model name.*: //p' /proc/cpuinfo | head -n 1; uname -r"],
        capture_output=True, text=True,
    ).stdout.split("\n")
    print(f"{model[0]} cores, {model[1]}, Linux {model[2]}; medians of {RUNS} runs, the worst of failures\n")
    print(table.HEAD, flush=True)
    failed = 0
    for name, measure, mark in chosen:
        if not name.startswith(ONLY):
            continue
        try:
            print(table.line(name, table.median([measure() for _ in range(RUNS)]), mark), flush=True)
        except (OSError, subprocess.SubprocessError) as error:
            failed += 1
            print(f"| {name} | not measured: {error} | {mark} |", flush=True)
    return 1 if failed else 0


sys.exit(main())
