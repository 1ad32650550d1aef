"""SIP over TLS."""

import subprocess


def _client(world, certificate, *options):
    return subprocess.run(
        [
            "openssl", "s_client", "-connect", f"127.0.0.1:{world.clinic.tls_port}", "-CAfile", certificate,
            "-verify_return_error", "-verify_ip", "127.0.0.1", "-brief", *options,
        ],
        input="", capture_output=True, text=True, timeout=15,
    )


def check_versions(world):
    """TLS 1.2 and 1.3 are spoken with the configured certificate; TLS 1.1 is refused."""
    certificate = world.clinic.use_tls()
    world.start()
    for version in ("-tls1_2", "-tls1_3"):
        done = _client(world, certificate, version)
        world.require("Verification: OK" in done.stderr, f"{version}: {done.stderr.strip()[-200:]}")
    old = _client(world, certificate, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
    world.require("CONNECTION ESTABLISHED" not in old.stderr, "TLS 1.1 was accepted")


def check_phone_over_tls(world):
    """A phone registers over TLS and takes a call; both hear each other."""
    certificate = world.clinic.use_tls()
    world.start()
    desk = world.phone("213", transport="tls", ca_file=certificate)
    patient = world.call("talk", "hang up", number="+16025550101")
    world.rings("213")
    desk.answer()
    patient.act()
    world.hears("patient", "213", 1.0)
    world.hears("213", "patient", 1.0)
    patient.act()
    world.silent("213")
    world.ended_well(patient)
