"""A trunk that we log in to; Kamailio is the provider."""

MOBILE = (('adams: { name: Dr. Adams, ring: ["211"] }', 'adams: { name: Dr. Adams, ring: ["+16025550171"] }'),)


def _registers(world, within=10):
    return world.gets("provider", "REGISTER", within)


def check_refresh(world):
    """The trunk registers with digest, refreshes before the time granted is over, and unregisters at the end."""
    world.start(provider={"longest": 8})
    world.trunk_is("up", "registered for 8 s")
    first, answer = _registers(world), _registers(world)
    refresh = _registers(world)
    world.require(refresh.time - answer.time < 8, f"refreshed only after {refresh.time - answer.time:.1f} s")
    world.require(
        len({e.detail["call"] for e in (first, answer, refresh)}) == 1, "the REGISTERs have not one Call-ID"
    )
    world.trunk_is("up", "registered for 8 s")
    world.require(world.daemon.stop() == 0, "the daemon did not end with status 0")
    world.gets("provider", "REGISTER", 3, lambda d: d["expires"] == "0")


def check_too_brief(world):
    """A provider that wants 90 s (423, Min-Expires) is registered with for 90 s."""
    world.start(provider={"shortest": 90})
    world.trunk_is("up", "registered for 90 s")
    refused = world.timeline.any("provider", "sip-sent", lambda d: d["line"].startswith("SIP/2.0 423"))
    world.require(len(refused) == 1, f"{len(refused)} times 423")


def check_wrong_password(world):
    """A wrong password makes the trunk `down` in status, with the reason; the right one, reloaded, brings it up."""
    world.start(provider={"our_password": "mistyped"})
    world.trunk_is("down", "refused credentials")
    said = world.daemon.ask("status", world.clinic.path).stdout
    world.require("refused credentials" in said, f"`nightbell status` says: {said}")
    changes = {}
    world.log_in("clinic42", "secret-trunk", changes)
    world.clinic.write(**changes)
    reload = world.daemon.ask("reload", world.clinic.path)
    world.require(reload.returncode == 0, f"reload: {(reload.stderr or reload.stdout).strip()}")
    world.trunk_is("up", "registered")


def check_provider_comes_back(world):
    """A provider that is gone makes the trunk `down`; when it is back, we are registered again by ourselves."""
    world.start(provider={"longest": 8})
    world.trunk_is("up", "registered for 8 s")
    world.provider.stop()
    world.trunk_is("down", "no connection")
    world.provider.start()
    world.trunk_is("up", "registered for 8 s", within=30)


def check_calls_both_ways(world):
    """A call comes through the provider's proxy to the number in To; a mobile is rung through it, challenged with 407."""
    world.start(
        provider={}, mobile=["ring", 300, "answer", 2500, "1", "talk", "released"], but=MOBILE, first_ring=20,
        expects=(("From", "sip:.16025550100@"), ("To", "sip:.16025550171@")),
    )
    world.trunk_is("up", "registered")
    patient = world.call("5", "talk", "hang up", through=f"{world.trunk_address}:{world.clinic.carrier_port}")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.gets("mobile", "INVITE")
    world.hears("mobile", "sound", 1.0)
    patient.act()
    world.hears("patient", "mobile", 2.0)
    world.hears("mobile", "patient", 2.0)
    patient.act()
    world.ended_well(patient)
    world.ended_well(world.mobile)
    asked = world.timeline.any("provider", "sip-sent", lambda d: d["line"].startswith("SIP/2.0 407"))
    world.require(len(asked) == 1, f"{len(asked)} challenges to the INVITE")
    results = [attempt["result"] for attempt in world.record()["attempts"]]
    world.require(results == ["accepted"], f"the record's attempts are {results}")
