"""Keys from telephones that know no telephone-events: as tones in the audio, and in SIP INFO."""

from peers import audio, linphone
from peers.ports import free_port
from peers.recording import export, recorded, serve
from peers.world import TONES


def _rung(world, acts):
    """A patient who pressed 5, and SIPp as the phone 211 that does these acts."""
    port = free_port()
    world.sipp_registers("211", port)
    phone = world.answerer("211", ["ring", 300, "answer plainly", *acts, "released"], port=port)
    patient = world.call("5", "talk", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.gets("211", "INVITE")
    patient.act()
    return patient, phone


def check_accepts(world):
    """A doctor whose telephone sends tones alone presses 1 after the whisper: connected, and each hears the other."""
    world.start(first_ring=20)
    patient, phone = _rung(world, ["say 2 key1 20"])
    world.hears("patient", "211", 1.5)
    world.hears("211", "patient", 1.5)
    patient.act()
    world.ended_well(patient)
    world.ended_well(phone)
    results = [attempt["result"] for attempt in world.record()["attempts"]]
    world.require(results == ["accepted"], f"the attempts are {results}")


def check_info(world):
    """Linphone sends its keys in SIP INFO: 3 does nothing, 1 accepts, and each hears the other."""
    world.start(first_ring=20)
    phone = world.phone("211", program=linphone, keys="info")
    patient = world.call("5", "talk", "hang up")
    world.hears("patient", "sound", 1.0)
    patient.act()
    world.rings("211")
    phone.answer()
    world.hears("211", "sound", 1.0)
    patient.act()
    for key in "31":
        phone.press(key)
        world.expect("it is sent in INFO", "211", "sip-sent", 5, lambda d: d["line"].startswith("INFO"))
    world.hears("patient", "211", 1.5)
    world.hears("211", "patient", 1.5)
    events = world.timeline.any("211", "key-sent")
    world.require(not events, f"it has sent telephone-events too: {events}")
    patient.act()
    world.ended_well(patient)
    world.silent("211")
    results = [attempt["result"] for attempt in world.record()["attempts"]]
    world.require(results == ["accepted"], f"the attempts are {results}")


def check_declines(world):
    """The same telephone sends 2: declined, and the next phone rings."""
    world.start(first_ring=20)
    world.phone("212")
    patient, phone = _rung(world, ["say 2 key2 20"])
    world.rings("212", within=10)
    world.ended_well(phone)
    patient.act()
    world.ended_well(patient)
    results = [attempt["result"] for attempt in world.record()["attempts"]]
    world.require(results[0] == "declined", f"the attempts are {results}")


def check_pauses_a_recording(world):
    """The doctor presses * twice in the bridge, as tones: what is said between is in neither channel of the recording, and what
    was said before and after is in both.
    """
    serve(world)
    patient, phone = _rung(world, ["say 2 key1 8 key* 4 key* 12"])
    world.hears("patient", "211", 18.0, within=40)
    patient.act()
    world.ended_well(patient)
    world.ended_well(phone)
    entry = recorded(world)
    said, out = export(world, entry["name"])
    world.require(said.returncode == 0, f"the export failed: {said.stderr}")
    for who, samples in zip(("patient", "211"), audio.channels(out)):
        silences = _silences(samples)
        world.require(
            len(silences) == 1 and 2.5 < silences[0] < 6.0, f"{who} of {len(samples) / audio.RATE:.1f} s is silent {silences}")
        for place, part in (("before", samples[: 4 * audio.RATE]), ("after", samples[-4 * audio.RATE :])):
            heard = audio.seconds_of(TONES[who], part)
            world.require(heard >= 1, f"{place} the pause {who} is in the recording for {heard:.1f} s")


def _silences(samples, least=1.0):
    """The stretches of so many seconds and more in which no sample is louder than nothing."""
    found, run = [], 0
    for sample in [*samples, 1000]:
        if abs(sample) < 8:
            run += 1
            continue
        if run >= least * audio.RATE:
            found.append(round(run / audio.RATE, 1))
        run = 0
    return found
