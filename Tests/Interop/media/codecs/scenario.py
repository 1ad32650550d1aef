"""Desk phones with one codec that the trunk has not."""

import glob
import os

from peers import audio, baresip, linphone
from peers.world import TONES


def check_g722_alone(world):
    """A phone with G.722 alone talks with a patient in µ-law: both hear each other, and the key press comes through."""
    world.start(first_ring=20)
    phone = world.phone("211", program=baresip, codecs="g722/16000/1", record=True)
    patient = world.talk(phone)
    world.hears("patient", "211", 2.0)
    patient.act()
    world.ended_well(patient)
    phone.stop()
    with open(phone.program.log, errors="replace") as log:
        world.require("Set audio decoder: G722" in log.read(), "baresip did not decode G.722")
    recorded = glob.glob(os.path.join(phone.folder, "dump-*-dec.wav"))[0]
    seconds = audio.seconds_of(TONES["patient"], audio.channels(recorded)[0])
    world.require(seconds >= 1.5, f"the phone's recording holds {seconds:.1f} s of the patient")


def _calls_in(world, phone, heard_as=("211",)):
    """A phone calls the front desk, which speaks µ-law and hears it as one of these."""
    desk = world.phone("213")
    if not world.tap:
        world.listen()
    phone.dial(f"sip:16025550101@127.0.0.1:{world.clinic.sip_port}")
    world.rings("213")
    desk.answer()
    world.expect(
        f"213 hears {' or '.join(heard_as)} for 3 s", "213", "heard", 15,
        lambda detail: detail["what"] in heard_as and detail["seconds"] >= 3)
    desk.hang_up()
    world.silent("213")
    phone.stop()


def check_opus_calls(world):
    """baresip with Opus alone calls the front desk, which has µ-law: both hear each other."""
    world.start()
    phone = world.phone("211", program=baresip, codecs="opus/48000/2", record=True)
    _calls_in(world, phone)
    recorded = glob.glob(os.path.join(phone.folder, "dump-*-dec.wav"))[0]
    seconds = audio.seconds_of(TONES["213"], audio.channels(recorded)[0])
    world.require(seconds >= 2, f"the phone's recording holds {seconds:.1f} s of the desk")
    codec = world.record()["legs"][0]["quality"]["codec"]
    world.require(codec == "OPUS", f"the record has the codec {codec}")


def _linphone_speex(world, rate):
    world.start()
    phone = world.phone("211", program=linphone, codecs=(f"speex/{rate}/1",))
    # A steady tone from Linphone's Speex at 8 kHz is noise in some runs, to any decoder of libspeex.
    _calls_in(world, phone, ("211", "sound") if rate == 8000 else ("211",))
    seconds = audio.seconds_of(TONES["213"], audio.channels(phone.heard)[0])
    world.require(seconds >= 2, f"the phone's recording holds {seconds:.1f} s of the desk")
    quality = world.record()["legs"][0]["quality"]
    world.require(quality["codec"].startswith("SPEEX"), f"the record has the codec {quality['codec']}")


def check_speex_calls(world):
    """Linphone with Speex at 8 kHz alone calls the front desk, which has µ-law: both hear each other."""
    _linphone_speex(world, 8000)


def check_wideband_speex_calls(world):
    """Linphone with Speex at 16 kHz alone calls the front desk, which has µ-law: both hear each other."""
    _linphone_speex(world, 16000)
