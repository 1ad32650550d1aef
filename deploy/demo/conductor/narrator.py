"""Tells what happens while it happens, with the time since the patient dialled."""

import sys


class Narrator:
    """Prints one line per thing. Until `start` is called there are no times."""

    def __init__(self, output=sys.stdout):
        self.output = output
        self.zero = None
        self.held = []

    def start(self, at):
        """From here on, times are counted from this instant of the monotonic clock."""
        self.zero = at

    def tell(self, who, what, at=None):
        if who != "nightbell" and self.zero is not None and (at is None or at > self.zero):
            self._release()
        clock = f"{at - self.zero:6.2f} s" if self.zero is not None and at is not None else " " * 8
        print(f"{clock}  {who:<10} {what}", file=self.output, flush=True)

    def overhear(self, event):
        """Passes on what the daemon says of itself, beside what the telephones and the wire say."""
        if event.source != "nightbell" or event.kind != "says":
            return
        # The daemon may speak of the call before the wire's INVITE, time zero, has been read.
        self.held.append(event)
        if self.zero is not None:
            self._release()

    def _release(self):
        while self.held:
            event = self.held.pop(0)
            self.tell("nightbell", event.detail["text"], event.time)

    def plain(self, text=""):
        print(text, file=self.output, flush=True)
