"""python3 -m conductor [--once]: the story, then the daemon for one's own phone."""

import sys

from peers.timeline import NotHappened

from . import stay, story
from .narrator import Narrator
from .stage import Stage


def main(once):
    narrator = Narrator()
    try:
        with Stage() as stage:
            stage.timeline.listeners.append(narrator.overhear)
            try:
                seconds = story.play(stage, narrator)
            except (NotHappened, OSError) as failure:
                return _explain(failure, stage)
            if not once:
                narrator.plain(f"\ntime to human: {seconds:.1f} s")
                narrator.plain(stay.INSTRUCTIONS)
                if not stay.until_interrupted(stage):
                    print("the daemon ended by itself", file=sys.stderr)
                    return 1
                narrator.plain("ending …")
        if once:
            narrator.plain(f"\ntime to human: {seconds:.1f} s")
        return 0
    except KeyboardInterrupt:
        return 130


def _explain(failure, stage):
    print(f"\nthe story broke: {failure}", file=sys.stderr)
    if stage.daemon:
        for line in stage.daemon.program.last_words(8):
            print(f"    nightbell: {line}", file=sys.stderr)
    print(f"    all logs: {stage.work}", file=sys.stderr)
    return 1


sys.exit(main("--once" in sys.argv[1:]))
