"""What happened, when, and who said so: events from every program on one clock, waited for and never polled."""

import threading
import time


class NotHappened(Exception):
    """Something that had to happen did not; the text says what, in one sentence."""


class Skipped(Exception):
    """This machine cannot play the scenario; the text says why."""


class Event:
    """One thing that happened. `time` is the monotonic clock, which all processes of a machine share."""

    def __init__(self, source, kind, detail=None, at=None):
        self.time = time.monotonic() if at is None else at
        self.source = source
        self.kind = kind
        self.detail = detail or {}
        self.taken = False

    def __repr__(self):
        return f"{self.source}: {self.kind} {self.detail}"


class Timeline:
    """All events so far. Sources add from their threads; one reader expects."""

    def __init__(self):
        self.events = []
        self.changed = threading.Condition()
        self.listeners = []

    def add(self, event):
        with self.changed:
            self.events.append(event)
            self.changed.notify_all()
        for listener in self.listeners:
            listener(event)

    def expect(self, what, source, kind, within, where=None, alive=()):
        """The first event of this source and kind that nobody took yet, waited for up to `within` seconds.

        `where` further tests its detail. A program of `alive` that ends meanwhile ends the wait, once what it said
        last has had a second to be seen.
        """
        deadline = time.monotonic() + within
        ended = None
        seen = 0
        with self.changed:
            while True:
                for event in self.events[seen:]:
                    if event.source == source and event.kind == kind and not event.taken:
                        if where is None or where(event.detail):
                            event.taken = True
                            return event
                seen = len(self.events)
                left = deadline - time.monotonic()
                if left <= 0:
                    raise NotHappened(f"{what}: not within {within:g} s")
                for program in alive:
                    if not program.running:
                        ended = ended or time.monotonic()
                    if ended and time.monotonic() > ended + 1:
                        raise NotHappened(f"{what}: {program.name} ended with status {program.status} before that")
                self.changed.wait(min(left, 0.2))

    def quiet(self, what, source, kind, where, since, seconds):
        """Waits for so many seconds after `since` and fails when there was such an event in them."""
        with self.changed:
            while (left := since + seconds - time.monotonic()) > 0:
                self.changed.wait(left)
        late = [event for event in self.any(source, kind, where) if since < event.time < since + seconds]
        if late:
            raise NotHappened(f"{what}: {late[0]}")

    def write(self, path):
        """All events as text, by time, for whoever wants to know more."""
        with self.changed, open(path, "w") as file:
            for event in sorted(self.events, key=lambda e: e.time):
                file.write(f"{event.time:.3f} {event.source or '-'}: {event.kind} {event.detail}\n")

    def any(self, source, kind, where=None):
        """The events of this source and kind so far, taken or not."""
        with self.changed:
            return [
                e for e in self.events if e.source == source and e.kind == kind and (where is None or where(e.detail))
            ]
