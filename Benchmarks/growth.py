"""How cost grows from 10 to 1,000 bridged calls, beside the floor: measures, keeps the figures as JSON, draws them as SVG.

    GROWTH=1 scripts/bench                          measures (.build/bench/growth.json) and draws (.build/bench/growth.svg)
    python3 Benchmarks/growth.py growth.json        draws again what was measured
"""

import json
import os
import pathlib
import sys

CALLS = (10, 50, 100, 200, 400, 600, 800, 1000)
PLATEAU = 6  # seconds, so that all of it takes four to five minutes
FOLDER = pathlib.Path(".build/bench")
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 420, 70, 50, 40


def measure():
    """One run for each number of calls."""
    import rows

    points = []
    for calls in CALLS:
        seen = rows.bridged(calls, PLATEAU)
        points.append({"calls": calls, **seen})
        print(f"{calls} calls: {seen}", flush=True)
    return points


def cores(point, column):
    """The part of a core that so many calls keep busy: two streams each of 50 packets a second."""
    cost = point.get(column)
    return None if cost is None else cost * point["calls"] * 100 / 1e6


def svg(points):
    """The plot as text."""
    lines = {"Nightbell": "CPU µs/packet", "floor (rtplimit simple)": "floor µs/packet"}
    series = {
        name: [(p["calls"], value) for p in points if (value := cores(p, column)) is not None]
        for name, column in lines.items()
    }
    most_calls = max(p["calls"] for p in points)
    most = max([value for line in series.values() for _, value in line] or [1]) * 1.1

    def place(calls, value):
        x = LEFT + calls / most_calls * (WIDTH - LEFT - 20)
        y = HEIGHT - BOTTOM - value / most * (HEIGHT - BOTTOM - TOP)
        return f"{x:.1f},{y:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="20">bridged G.711 calls: processor cores in use</text>',
    ]
    for step in range(5):
        value = most * step / 4
        y = place(0, value).split(",")[1]
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - 20}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y}" text-anchor="end" dominant-baseline="middle">{value:.2f}</text>')
    for calls in sorted({p["calls"] for p in points if p["calls"] >= most_calls / 10}):
        x = place(calls, 0).split(",")[0]
        parts.append(f'<text x="{x}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{calls}</text>')
    for (name, line), color in zip(series.items(), ("#b03a2e", "#555555")):
        if not line:
            continue
        parts.append(
            f'<polyline fill="none" stroke="{color}" stroke-width="2" points="{" ".join(place(*p) for p in line)}"/>'
        )
        parts += [f'<circle cx="{place(*p).split(",")[0]}" cy="{place(*p).split(",")[1]}" r="3" fill="{color}"/>' for p in line]
        row = TOP + 18 * list(series).index(name)
        parts.append(f'<text x="{LEFT + 20}" y="{row}" fill="{color}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    if len(sys.argv) > 1:
        points = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    else:
        points = measure()
        (FOLDER / "growth.json").write_text(json.dumps(points, indent=1), encoding="utf-8")
    (FOLDER / "growth.svg").write_text(svg(points), encoding="utf-8")
    print(f"drawn: {FOLDER / 'growth.svg'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
