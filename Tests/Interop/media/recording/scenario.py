"""Calls that are recorded, and what is in the recordings."""

import os
import stat
import subprocess

from peers import audio, mediaprocess
from peers.recording import export, keys, recorded, start, talk
from peers.world import TONES

def check_both_sides(world):
    """A night call with baresip is recorded: the patient on the left, the doctor on the right, after the announcement."""
    phone = start(world)
    patient = talk(world, phone)
    # In the announcement neither hears the other; 2 s after it both were recorded for 2 s.
    world.hears("patient", "211", 3.0)
    live = world.daemon.ask_json("status", world.clinic.path)["recording"]
    world.require(live["running"] == 1, f"status says of the recording: {live}")
    patient.act()
    world.ended_well(patient)
    entry = recorded(world)
    world.require(world.record()["recordings"] == [entry["name"]], "the call's record does not name its recording")
    path = os.path.join(world.recordings, entry["name"] + ".nbr")
    mode = stat.S_IMODE(os.stat(path).st_mode)
    world.require(mode == 0o600, f"the recording's mode is {mode:o}")
    said, out = export(world, entry["call"], "--by", "Anna")
    world.require(said.returncode == 0, f"the export failed: {said.stderr}")
    left, right = audio.channels(out)
    seconds = {(side, who): audio.seconds_of(TONES[who], samples) for side, samples in (("left", left), ("right", right))
               for who in ("patient", "211")}
    world.require(
        seconds["left", "patient"] >= 2 and seconds["right", "211"] >= 2,
        f"the recording of {entry['seconds']:.1f} s holds {seconds}")
    world.require(
        seconds["left", "211"] < 0.2 and seconds["right", "patient"] < 0.2, f"a side is heard on the other: {seconds}")
    log = world.daemon.ask_json("recording", "list", world.clinic.path, "--accesses")["accesses"]
    world.require(
        len(log) == 1 and log[0]["recording"] == entry["name"] and f"uid {os.getuid()}" in log[0]["who"]
        and "Anna" in log[0]["who"], f"the log of accesses has {log}")


def _longest_silence(samples):
    """The longest stretch in which no sample is louder than nothing."""
    longest = run = 0
    for sample in samples:
        run = run + 1 if abs(sample) < 8 else 0
        longest = max(longest, run)
    return longest


def check_pause_after_restart(world):
    """The daemon is killed in a recorded call: it is recorded on, and the next daemon hears * of the doctor twice: what is
    said between is in neither channel, and what was said before and after is in both.
    """
    socket = os.path.join(world.clinic.short.name, "media.sock")
    phone = start(world, media=f"media: {{ process: own, socket: {socket}, address: 127.0.0.1,")
    patient = talk(world, phone)
    world.hears("patient", "211", 2.0)
    mediaprocess.kept(world)
    mediaprocess.kill_daemon(world)
    pairs = (("patient", "211"), ("211", "patient"))
    mediaprocess.go_on(world, 1.0, 10, pairs)
    world.restart()
    mediaprocess.go_on(world, 1.0, 10, pairs)
    sounds = mediaprocess.seconds(world, "211", "sound")
    phone.press("*")
    world.hears("211", "sound", sounds + 0.5)
    mediaprocess.go_on(world, 4.0, 15, pairs[:1])
    phone.press("*")
    mediaprocess.go_on(world, 3.0, 15, pairs[:1])
    patient.act()
    world.ended_well(patient)
    entry = recorded(world)
    world.require(world.record()["recordings"] == [entry["name"]], f"the record names {world.record()['recordings']}")
    said, out = export(world, entry["name"])
    world.require(said.returncode == 0, f"the export failed: {said.stderr}")
    for who, samples in zip(("patient", "211"), audio.channels(out)):
        longest = _longest_silence(samples)
        world.require(longest > 2.5 * audio.RATE, f"{who} is silent for {longest / audio.RATE:.1f} s at most")
        for place, part in (("before", samples[: len(samples) // 3]), ("after", samples[-2 * audio.RATE :])):
            heard = audio.seconds_of(TONES[who], part)
            world.require(heard >= 1, f"{place} the pause {who} is in the recording for {heard:.1f} s")


def check_pause(world):
    """The doctor presses * in the call: what is said until the second * is not in the recording, in either channel."""
    phone = start(world)
    patient = talk(world, phone)
    world.hears("patient", "211", 2.0)
    phone.press("*")
    # The doctor hears that it is paused; the patient goes on hearing the doctor.
    world.hears("patient", "211", 6.0)
    phone.press("*")
    world.hears("patient", "211", 8.5)
    patient.act()
    world.ended_well(patient)
    entry = recorded(world)
    said, out = export(world, entry["name"])
    world.require(said.returncode == 0, f"the export failed: {said.stderr}")
    for side, samples in zip(("left", "right"), audio.channels(out)):
        longest = _longest_silence(samples)
        world.require(
            longest > 2.5 * 8000, f"the {side} of {len(samples) / 8000:.1f} s is silent for {longest / 8000:.1f} s at most")
        world.require(longest < len(samples) - 3 * 8000, f"the {side} is silent nearly all the time")


def check_transferred(world):
    """baresip passes a recorded call on: one recording, the patient on the left, both phones on the right, one after the other."""
    phone = start(world)
    desk = world.phone("213")
    patient = talk(world, phone)
    world.hears("patient", "211", 3.0)
    phone.transfer(f"sip:213@127.0.0.1:{world.clinic.sip_port}")
    world.rings("213")
    desk.answer()
    world.hears("patient", "213", 3.0)
    world.hears("213", "patient", 3.0)
    patient.act()
    world.ended_well(patient)
    entry = recorded(world)
    entries = world.daemon.ask_json("recording", "list", world.clinic.path)["recordings"]
    world.require(len(entries) == 1, f"{len(entries)} recordings of one call")
    world.require(world.record()["recordings"] == [entry["name"]], "the call's record does not name its recording alone")
    said, out = export(world, entry["name"])
    world.require(said.returncode == 0, f"the export failed: {said.stderr}")
    left, right = audio.channels(out)
    # Seconds in which a tone is heard, by where they are.
    where = {who: [second for second in range(len(right) // audio.RATE)
                   if audio.seconds_of(TONES[who], right[second * audio.RATE:(second + 1) * audio.RATE]) >= 0.8]
             for who in ("211", "213")}
    world.require(
        len(where["211"]) >= 1 and len(where["213"]) >= 1 and max(where["211"]) < min(where["213"]),
        f"on the right are the phones in the seconds {where}")
    before, after = left[:min(where["213"]) * audio.RATE], left[min(where["213"]) * audio.RATE:]
    seconds = audio.seconds_of(TONES["patient"], before), audio.seconds_of(TONES["patient"], after)
    world.require(min(seconds) >= 1, f"the patient is on the left for {seconds} s, before and after")
    strangers = [audio.seconds_of(TONES["patient"], right), *(audio.seconds_of(TONES[who], left) for who in ("211", "213"))]
    world.require(max(strangers) < 0.2, f"a side is heard on the other: {strangers}")


def check_changed_and_cut_off(world):
    """A recording that was changed, or cut off, is refused in words; --partial gives what there is of the second."""
    phone = start(world)
    patient = talk(world, phone)
    world.hears("patient", "211", 4.0)
    patient.act()
    world.ended_well(patient)
    entry = recorded(world)
    path = os.path.join(world.recordings, entry["name"] + ".nbr")
    with open(path, "rb") as file:
        whole = file.read()
    with open(path, "wb") as file:
        file.write(whole[:-10_000] + bytes([whole[-10_000] ^ 1]) + whole[-9_999:])
    said, out = export(world, entry["name"])
    world.require(said.returncode == 1 and "was changed: chunk" in said.stderr, f"changed: {said.returncode} {said.stderr}")
    world.require(not os.path.exists(out), "a WAV file was left of a recording that was changed")
    with open(path, "wb") as file:
        file.write(whole[:-1])
    said, out = export(world, entry["name"])
    world.require(said.returncode == 1 and "is cut off after" in said.stderr, f"cut off: {said.returncode} {said.stderr}")
    said, out = export(world, entry["name"], "--partial")
    world.require(said.returncode == 0 and "is cut off after" in said.stderr, f"partial: {said.returncode} {said.stderr}")
    world.require(audio.seconds_of(TONES["211"], audio.channels(out)[1]) >= 1, "what there is of it is empty")
    with open(path, "wb") as file:
        file.write(whole)
    with open(os.path.join(world.folder, "recording-keys"), "w") as file:
        file.write(world.daemon_says("recording", "new-key", "2026"))
    said, _ = export(world, entry["name"])
    world.require(
        said.returncode == 1 and "not opened by the key '2026'" in said.stderr, f"another key: {said.stderr}")


def check_rotation(world):
    """A second key at the end of the file and a reload: the next call is sealed under it, the first is still opened."""
    phone = start(world)
    for number in (1, 2):
        patient = talk(world, phone)
        world.hears("patient", "211", 2.5 * number)
        patient.act()
        world.ended_well(patient)
        world.record(number)
        if number == 1:
            first = recorded(world)
            keys(world, "2027")
            # Another text makes it another configuration; the keys are read anew with it.
            with open(world.clinic.path, "a") as file:
                file.write("# keys added\n")
            world.require(world.daemon.ask("reload", world.clinic.path).returncode == 0, "the reload failed")
    second = recorded(world)
    world.require((first["key"], second["key"]) == ("2026", "2027"), f"keys {first['key']} and {second['key']}")
    for entry in (first, second):
        said, _ = export(world, entry["name"])
        world.require(said.returncode == 0, f"{entry['key']}: {said.stderr}")


def _goes_on(world, phone, words):
    """The call is had without a recording, and `nightbell status` says why."""
    patient = talk(world, phone)
    world.hears("patient", "211", 2.0)
    patient.act()
    world.ended_well(patient)
    status = world.daemon.ask_json("status", world.clinic.path)["recording"]
    world.require(words in status.get("fault", ""), f"status says {status}")
    world.require(world.record()["outcome"]["kind"] == "reachedHuman", "the call did not reach a human")
    with open(world.daemon.log, errors="replace") as log:
        said = log.read().count("calls are not recorded")
    world.require(said == 1, f"the log says {said} times that calls are not recorded")


def check_no_key(world):
    """A key file that is not there: the daemon starts, the call goes on unrecorded, and it is said once."""
    _goes_on(world, start(world, key_file="/nonexistent/keys"), "cannot be read: it is not there")


def check_no_folder(world):
    """A folder that cannot be made: the call goes on unrecorded, and it is said once."""
    _goes_on(world, start(world, folder="/proc/recordings"), "the folder /proc/recordings cannot be used")


def check_disk_runs_full(world):
    """The disk runs full in the midst of a recording: the call goes on, and list, status and log say why; what is there opens."""
    folder = os.path.join(world.folder, "small")
    os.makedirs(folder)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2g", "tmpfs", folder], check=True)
    try:
        phone = start(world, folder=folder)
        patient = talk(world, phone)
        world.hears("patient", "211", 4.0)
        status = world.daemon.ask_json("status", world.clinic.path)["recording"]
        world.require(status["running"] == 1, f"status says of the recording: {status}")
        room = os.statvfs(folder)
        used = (room.f_blocks - room.f_bfree) * room.f_frsize
        subprocess.run(["mount", "-o", f"remount,size={used + 4096}", folder], check=True)
        world.hears("patient", "211", 8.0)
        world.hears("211", "patient", 8.0)
        entry = recorded(world)
        world.require("No space left on device" in entry["ending"], f"the recording ended so: {entry}")
        patient.act()
        world.ended_well(patient)
        status = world.daemon.ask_json("status", world.clinic.path)["recording"]
        world.require("No space left on device" in status.get("fault", ""), f"status says: {status}")
        record = world.record()
        world.require(record["outcome"]["kind"] == "reachedHuman", f"the call: {record['outcome']}")
        world.require(record["recordings"] == [entry["name"]], f"the record names {record['recordings']}")
        said, out = export(world, entry["name"], "--partial")
        world.require(said.returncode == 0 and "is cut off after" in said.stderr, f"partial: {said.stderr}")
        seconds = audio.seconds_of(TONES["211"], audio.channels(out)[1])
        world.require(seconds >= 2, f"what there is of it holds the doctor for {seconds:.1f} s")
    finally:
        world.daemon.stop()
        subprocess.run(["umount", "-l", folder], check=False)


def check_quota_is_reached(world):
    """The quota is reached in the midst of a recording: the call goes on, list, status and log say why, what is there opens,
    and the next call is had without announcement and recording.
    """
    folder = os.path.join(world.folder, "recordings")
    os.makedirs(folder)
    # What lies there already leaves room for some seconds.
    with open(os.path.join(folder, "earlier.nbr"), "wb") as file:
        file.truncate(1_000_000 - 20_000)
    phone = start(world, folder=folder, quota="1 MB")
    patient = talk(world, phone)
    world.hears("patient", "211", 2.0)
    status = world.daemon.ask_json("status", world.clinic.path)["recording"]
    world.require(status["running"] == 1, f"status says of the recording: {status}")
    entry = recorded(world, within=30)
    world.require(entry["ending"] == "the quota was reached", f"the recording ended so: {entry}")
    before = mediaprocess.seconds(world, "patient", "211")
    world.hears("patient", "211", before + 2.0)
    world.hears("211", "patient", before + 2.0)
    patient.act()
    world.ended_well(patient)
    record = world.record()
    world.require(record["outcome"]["kind"] == "reachedHuman", f"the call: {record['outcome']}")
    world.require(record["recordings"] == [entry["name"]], f"the record names {record['recordings']}")
    size = os.stat(os.path.join(folder, entry["name"] + ".nbr")).st_size
    world.require(20_000 <= size < 30_000, f"the recording has {size} octets, and may have 20,000 and a second more")
    said, out = export(world, entry["name"])
    world.require(said.returncode == 0, f"the export failed: {said.stderr}")
    for side, who in ((0, "patient"), (1, "211")):
        heard = audio.seconds_of(TONES[who], audio.channels(out)[side])
        world.require(heard >= 2, f"what there is holds {who} for {heard:.1f} s")
    second = talk(world, phone)
    world.hears("patient", "211", mediaprocess.seconds(world, "patient", "211") + 2.0)
    second.act()
    world.ended_well(second)
    world.require(not world.record(2).get("recordings"), "the next call has a recording")
    files = sorted(os.listdir(folder))
    world.require(files == sorted(["earlier.nbr", entry["name"] + ".nbr"]), f"the folder has {files}")
    with open(world.daemon.log, errors="replace") as log:
        world.require(log.read().count("calls are not recorded") == 1, "the log does not say once that it does not record")


def check_own_process(world):
    """With the audio in a process of its own a call is recorded as well: both sides, each on its channel."""
    socket = os.path.join(world.clinic.short.name, "media.sock")
    phone = start(world, media=f"media: {{ process: own, socket: {socket}, address: 127.0.0.1,")
    patient = talk(world, phone)
    world.hears("patient", "211", 3.0)
    patient.act()
    world.ended_well(patient)
    entry = recorded(world)
    said, out = export(world, entry["name"])
    world.require(said.returncode == 0, f"the export failed: {said.stderr}")
    left, right = audio.channels(out)
    seconds = audio.seconds_of(TONES["patient"], left), audio.seconds_of(TONES["211"], right)
    world.require(min(seconds) >= 2, f"patient and doctor are in the recording for {seconds} s")


def check_full_disk(world):
    """A disk that is full before the call: the call goes on unrecorded, nothing is written, and it is said once."""
    folder = os.path.join(world.folder, "small")
    os.makedirs(folder)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", folder], check=True)
    try:
        phone = start(world, folder=folder)
        status = world.daemon.ask_json("status", world.clinic.path)["recording"]
        # A disk of 16 KiB is below what is kept free in any case: no call is recorded on it.
        world.require("which are kept for what patients were promised" in status.get("fault", ""), f"status: {status}")
        _goes_on(world, phone, "which are kept for what patients were promised")
        world.require(not os.listdir(folder), "something was written to the full disk")
    finally:
        world.daemon.stop()
        subprocess.run(["umount", "-l", folder], check=False)
