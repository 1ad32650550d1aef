"""A phone on a terminal: it is typed to like a person would, and what it prints tells what it does."""

import subprocess
import threading

from .program import Program
from .timeline import Event


class TypedPhone:
    """What Linphone and Twinkle have in common. Who derives says what it prints and what is typed to it."""

    prints = {}  # part of a line → the event it stands for, called as baresip's
    answers, hangs_up, holds, resumes = "answer", "", "", ""

    def run(self, command, log, env):
        """Starts the program in its folder, and follows its log until it has ended."""
        self.program = Program(self.name, command, log, env=env, cwd=self.folder, stdin=subprocess.PIPE)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        with open(self.program.log, errors="replace") as log:
            while True:
                running = self.program.running
                line = log.readline()
                if line:
                    for words, kind in self.prints.items():
                        if words in line:
                            self.timeline.add(Event(self.name, kind, {"param": line.strip()}))
                            break
                elif not running:
                    return
                else:
                    self.program.wait(0.02)

    def type(self, line):
        self.program.process.stdin.write(f"{line}\n".encode())
        self.program.process.stdin.flush()

    def answer(self):
        self.type(self.answers)

    def hang_up(self):
        self.type(self.hangs_up)

    def hold(self):
        self.type(self.holds)

    def resume(self):
        self.type(self.resumes)

    def stop(self):
        if not self.program.running:
            return
        try:
            self.type("quit")
            self.program.process.stdin.close()
        except OSError:
            pass
        self.program.wait(3)
        self.program.stop(2)
