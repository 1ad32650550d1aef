"""Child processes: started with their output in a file, ended by their own id, never left behind."""

import os
import signal
import subprocess
import time

# The child gets SIGTERM when its parent is killed, so that no run leaves a process behind.
DIE_WITH_PARENT = ["setpriv", "--pdeathsig", "TERM", "--"]


class Program:
    """One running program. Its own session: Ctrl-C in the terminal reaches only the parent, which ends it in order."""

    def __init__(self, name, command, log, env=None, cwd=None, stdin=subprocess.DEVNULL):
        self.name = name
        self.log = log
        self.started = time.monotonic()
        os.makedirs(os.path.dirname(log), exist_ok=True)
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                [*DIE_WITH_PARENT, *(str(word) for word in command)],
                stdin=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})},
                cwd=cwd,
                start_new_session=True,
            )

    @property
    def pid(self):
        return self.process.pid

    @property
    def running(self):
        return self.process.poll() is None

    @property
    def status(self):
        """The exit status; None while it runs."""
        return self.process.poll()

    def wait(self, seconds):
        """The exit status, or None when it still runs after so many seconds."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def signal(self, number):
        if self.running:
            self.process.send_signal(number)

    def stop(self, seconds=5):
        """SIGTERM, then SIGKILL when it has not ended in time. Returns the exit status."""
        self.signal(signal.SIGTERM)
        if self.wait(seconds) is None:
            self.process.kill()
            self.process.wait()
        return self.process.returncode

    def last_words(self, lines=6):
        """The end of its output, for a failure's explanation."""
        try:
            with open(self.log, "rb") as output:
                output.seek(0, os.SEEK_END)
                output.seek(max(0, output.tell() - 4000))
                return output.read().decode("utf-8", "replace").splitlines()[-lines:]
        except OSError:
            return []
