"""Medians of runs, and a table."""

import statistics


def median(runs):
    """The median of each column over the runs; None where no run has it. Failures and losses: the worst."""
    columns = {}
    for name in dict.fromkeys(name for run in runs for name in run):
        values = [run[name] for run in runs if run.get(name) is not None]
        worst = name in ("failed", "lost", "tool in doubt")
        columns[name] = None if not values else max(values) if worst else statistics.median(values)
    return columns


def _number(value):
    if value is None:
        return "–"
    if isinstance(value, int) or float(value).is_integer() and abs(value) < 1e6:
        return f"{int(value)}"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"


def line(name, columns, mark):
    """One line of the table, in Markdown."""
    return f"| {name} | {', '.join(f'{k} {_number(v)}' for k, v in columns.items())} | {mark} |"


HEAD = "| scenario | measured | mark |\n|---|---|---|"
