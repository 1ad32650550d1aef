"""The daemon is killed."""

import signal


def check_starts_on_the_same_store(world):
    """After kill -9 during a call the daemon starts on the same store, with its records, and serves the next call."""
    world.start()
    desk = world.phone("213")
    first = world.call("hang up", number="+16025550101", name="first")
    world.rings("213")
    desk.answer()
    world.hears("patient", "213", 0.5)
    first.act()
    world.silent("213")
    world.ended_well(first)
    world.record()
    second = world.call("hang up", number="+16025550101", name="second")
    world.rings("213")
    world.daemon.program.signal(signal.SIGKILL)
    world.daemon.program.wait(5)
    second.stop()
    desk.hang_up()
    world.restart()
    world.record(count=1)
    third = world.call("hang up", number="+16025550101", name="third")
    world.rings("213")
    third.act()
    world.ended_well(third)
