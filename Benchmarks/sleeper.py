"""A thread that only sleeps from one 20 ms tick to the next, scheduled as the daemon's media threads: how late it wakes is
the machine's part of a packet's pacing error. `with Sleeper() as sleeper: …; sleeper.error(0.99)`."""

import os
import threading
import time

TICK = 0.02
PHASES = 4  # threads, each with its own tick: a stall of one place in the round is not missed


class Sleeper:
    def __enter__(self):
        self._wakings = [[] for _ in range(PHASES)]
        self._over = False
        self._threads = [threading.Thread(target=self._sleep, args=(n,), daemon=True) for n in range(PHASES)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over = True
        for thread in self._threads:
            thread.join()

    def _sleep(self, number):
        try:
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
        except PermissionError:
            pass
        due = time.monotonic() + number * TICK / PHASES
        while not self._over:
            due += TICK
            time.sleep(max(0, due - time.monotonic()))
            self._wakings[number].append(time.monotonic())

    def error(self, share):
        """By how many ms the time between two wakings differs from 20 ms, at this share of all."""
        errors = sorted(
            abs(later - sooner - TICK) for times in self._wakings for sooner, later in zip(times, times[1:])
        )
        return 1000 * errors[int(len(errors) * share)] if errors else None
