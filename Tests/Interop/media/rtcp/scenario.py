"""RTCP in a bridge: what a desk phone loses on its way to us, as tshark, the phone and the record see it."""

import time

from peers import baresip
from peers.network import Capture, Loss
from peers.timeline import NotHappened


def _reports(world, phone):
    """What tshark sees of the phone's RTCP, and its ports."""
    first, last = phone.place.ports[0]
    ports = range(first + 1, last + 1, 2)
    return Capture(world.folder, " or ".join(f"udp port {port}" for port in ports), ports), ports


def check_loss(world):
    """Every 20th packet of baresip's is dropped: tshark finds our reports valid, and they and the record say so.

    The record has the round trip too, and what baresip reports of what it got: nothing lost.
    """
    world.start(first_ring=20)
    phone = world.phone("211", program=baresip)
    loss = Loss.of_every_20th(phone.place)
    capture = None
    try:
        capture, ports = _reports(world, phone)
        patient = world.talk(phone)
        # Long enough for two reports of each side, whose mean distance is five seconds.
        world.hears("patient", "211", 14.0, within=40)
        patient.act()
        world.ended_well(patient)
        dropped = loss.dropped()
        ours = f"udp.dstport in {{{','.join(str(port) for port in ports)}}}"
        # Our last report goes with our BYE.
        capture.wait_for(f"{ours} and rtcp.pt == 203")
    finally:
        loss.end()
        if capture:
            capture.end()
    world.require(dropped >= 20, f"only {dropped} packets were dropped")
    wrong = capture.fields(f"{ours} and (_ws.malformed or rtcp.length_check.bad)", "frame.number")
    world.require(not wrong, f"tshark finds {len(wrong)} of our compounds malformed")
    reports = capture.fields(f"{ours} and rtcp.ssrc.cum_nr", "rtcp.pt", "rtcp.ssrc.cum_nr", "rtcp.sdes.text")
    world.require(len(reports) >= 2, f"tshark sees {len(reports)} reports of ours with a block")
    world.require("nightbell" in reports[-1][2], f"no canonical name: {reports[-1]}")
    told = int(reports[-1][1].split(",")[0])
    world.require(dropped - 2 <= told <= dropped, f"{dropped} were dropped; our last report says {told}")
    line = world.record()["legs"][1]
    world.require(line["party"] == "phone 211", f"the second leg is {line['party']}")
    quality = line["quality"]
    # What is dropped after the last packet that came leaves no hole.
    world.require(dropped - 1 <= quality["packetsLost"] <= dropped, f"{dropped} were dropped; the record: {quality}")
    world.require(quality["codec"] in ("PCMU", "PCMA"), f"codec {quality['codec']}")
    world.require(3.0 < quality["opinion"] < 4.0, f"MOS at 5 % loss: {quality['opinion']}")
    reported = quality.get("reported")
    world.require(reported is not None, "the phone's reports are not in the record")
    world.require(reported["packetsLost"] <= 1, f"on loopback the phone lost {reported['packetsLost']}")
    world.require(0 <= reported["roundTrip"] < 100, f"round trip {reported.get('roundTrip')} ms")
    world.require(world.record()["talkSeconds"] > 10, "the record has no talk time")


def check_jitter(world):
    """Every second packet of the patient's comes 12 ms late: the jitter on record is tshark's of the same packets, to 3 ms."""
    world.start()
    desk = world.phone("213")
    first = world.clinic.media_port
    capture = Capture(
        world.folder, f"udp and src host {world.trunk_address} and dst portrange {first}-{first + 199}",
        range(first, first + 200, 2), protocol="rtp")
    try:
        capture.wait_until_listening()
        patient = world.call("talk", "hang up", number="+16025550101", late=12)
        world.rings("213")
        desk.answer()
        patient.act()
        # Long enough for three reports of ours, with which it is read: their mean distance is five seconds.
        world.hears("213", "patient", 20.0, within=40)
        patient.act()
        world.ended_well(patient)
    finally:
        capture.end()
    streams = capture.jitter()
    packets = sum(stream[0] for stream in streams)
    world.require(packets > 900, f"tshark sees {packets} packets: {streams}")
    mean = sum(stream[0] * stream[1] for stream in streams) / packets
    worst = max(stream[2] for stream in streams)
    world.require(mean > 8, f"the patient's packets came too evenly for this test: {streams}")
    quality = world.record()["legs"][0]["quality"]
    said = f"tshark: mean {mean:.1f}, worst {worst:.1f} ms; the record: {quality['jitter']}, {quality['worstJitter']} ms"
    # Ours is read when a report goes, three times a call; tshark's mean is over all packets, its worst the highest of all.
    world.require(mean - 3.0 <= quality["jitter"] <= worst + 3.0, said)
    world.require(quality["jitter"] <= quality["worstJitter"] <= worst + 3.0, said)


def _one_way(world):
    return world.daemon.ask_json("status", world.clinic.path)["counters"].get("media.oneWayBridges", 0)


def check_silent_phone(world):
    """Nothing of what the phone sends arrives: after five seconds of talk the record says who is not heard, and why."""
    world.start(first_ring=20)
    phone = world.phone("211", program=baresip)
    patient = world.talk(phone)
    world.hears("patient", "211", 1.0)
    loss = Loss.of_everything(phone.place)
    try:
        deadline = time.monotonic() + 20
        while _one_way(world) == 0:
            if time.monotonic() > deadline:
                raise NotHappened("a bridge in which one side is not heard: nothing was found in 20 s")
            time.sleep(0.2)
        patient.act()
        world.ended_well(patient)
    finally:
        loss.end()
    line = world.record()["legs"][1]
    fault = line["quality"].get("fault") or ""
    world.require(fault.startswith("its audio stopped"), f"the record says: {fault!r}")
    world.require("fault" not in world.record()["legs"][0]["quality"], "the patient's leg is said to be at fault too")
