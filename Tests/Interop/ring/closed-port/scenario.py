"""A phone or a provider whose port is closed: the machine is there, and nobody listens."""

from peers.ports import free_port
from peers.tap import Place

MOBILE = (('adams: { name: Dr. Adams, ring: ["211"] }', 'adams: { name: Dr. Adams, ring: ["+16025550171"] }'),)


def _next_rings_at_once(world, asked):
    patient = world.call("5", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    invite = asked()
    ringing = world.rings("212", within=8)
    world.require(ringing.time - invite.time < 1.5, f"212 rang only after {ringing.time - invite.time:.1f} s")
    patient.act()
    world.ended_well(patient)
    result = world.record()["attempts"][0]["result"]
    world.require(result == "unreachable", f"the record says {result}")


def check_phone(world):
    """A registered phone whose program has died is unreachable after half a second: the next phone rings."""
    world.start(first_ring=20)
    port = free_port()
    world.sipp_registers("211", port)
    world.places.append(Place("211", "127.0.0.1", ((port, port),)))
    world.phone("212")
    _next_rings_at_once(world, lambda: world.gets("211", "INVITE"))


def check_provider(world):
    """A provider whose port is closed costs a mobile's step half a second."""
    world.start(first_ring=20, but=MOBILE)
    world.phone("212")
    world.carrier.stop()
    _next_rings_at_once(world, lambda: world.gets("patient", "INVITE sip:+16025550171"))


def check_trunk_is_down(world):
    """A provider that was never there makes the trunk `down` in status within seconds, with the reason."""
    world.start(carrier=None)
    world.trunk_is("down", "nobody listens there")
