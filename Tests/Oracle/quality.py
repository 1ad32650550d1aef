#!/usr/bin/env python3
"""Measures what is left of speech after each pair of codecs, with PESQ (ITU-T P.862), an independent program.

    Tests/Oracle/quality.py [--folder FOLDER] [--engine 0,1,5] [--table]

flite speaks, with a voice that is cut from recordings of a person: to PESQ a synthetic voice is worse after µ-law alone
than a person's after Speex. The suite `QualityFiles` of MediaEngineTests, which must be built, sends it through encoder,
network (loss, and with it 0 to 80 ms of jitter), jitter buffer, concealment, resampler and the other codec, in simulated
time. PESQ compares narrow-band what comes out with what went in: 4.5 is the most there is, and each pair must reach
`WANTED` at each loss. `--engine` does the same with an engine that runs, its sockets and threads, in real time and with
the losses that are named; it is printed and not judged, because a busy machine is heard.
"""

import argparse
import concurrent.futures
import os
import subprocess
import sys
import tempfile
import wave

import numpy
import pesq

CODECS = ["pcmu", "pcma", "g722", "speex", "speexWideband", "opus"]
TEXT = """Good evening, you have reached the practice. If this is an emergency, hang up and dial the number for help.
She wants to know since when the child has had the fever. Your appointment on Thursday at half past nine is confirmed."""
WANTED = {0: 3.8, 1: 3.2, 5: 2.8}


def read(path):
    with wave.open(path) as file:
        return numpy.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype("float64"), file.getframerate()


def at(rate, samples, before):
    """The samples at another rate: what is above the half of it is cut off, the rest stays as it is."""
    if rate == before:
        return samples
    count = len(samples) * rate // before
    spectrum = numpy.fft.rfft(samples)[: count // 2 + 1]
    whole = numpy.zeros(count // 2 + 1, dtype=complex)
    whole[: len(spectrum)] = spectrum
    return numpy.fft.irfft(whole, count) * (count / len(samples))


def speak(folder):
    """Writes speech.wav at 16 kHz, its loudest sample at half of what there is; returns it at 8 kHz."""
    spoken = os.path.join(folder, "spoken.wav")
    subprocess.run(["flite", "-voice", "kal16", "-t", TEXT, "-o", spoken], check=True)
    samples = at(16_000, *read(spoken))
    samples *= 16_384 / numpy.abs(samples).max()
    with wave.open(os.path.join(folder, "speech.wav"), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(samples.round().astype("<i2").tobytes())
    return at(8_000, samples, 16_000)


def opinion(pair):
    reference, path = pair
    return round(float(pesq.pesq(8_000, reference, at(8_000, *read(path)), "nb")), 2)


def judge(folder, reference, losses):
    """Name of file → opinion, for all that were made."""
    pairs = [f"{left}-{right}" for left in CODECS for right in CODECS]
    names = [f"alone-{pair}" for pair in pairs]
    names += [f"parts-{pair}-{loss}" for pair in pairs for loss in WANTED]
    names += [f"calls-{pair}-{loss}" for pair in pairs for loss in losses]
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        work = [(reference, os.path.join(folder, f"{name}.wav")) for name in names]
        return dict(zip(names, pool.map(opinion, work, chunksize=4)))


def findings(opinions):
    for left in CODECS:
        for right in CODECS:
            for loss, wanted in WANTED.items():
                value = opinions[f"parts-{left}-{right}-{loss}"]
                if value < wanted:
                    alone = opinions[f"alone-{left}-{right}"]
                    yield f"{left} to {right} at {loss} % loss: {value}, wanted {wanted}; the codecs alone {alone}"


def table(opinions, losses):
    heads = ["alone"] + [f"{loss} %" for loss in WANTED] + [f"engine {loss} %" for loss in losses]
    print(f"{'from':>14} {'to':>14} " + " ".join(f"{head:>10}" for head in heads))
    for left in CODECS:
        for right in CODECS:
            pair = f"{left}-{right}"
            row = [opinions[f"alone-{pair}"]] + [opinions[f"parts-{pair}-{loss}"] for loss in WANTED]
            row += [opinions[f"calls-{pair}-{loss}"] for loss in losses]
            print(f"{left:>14} {right:>14} " + " ".join(f"{value:10.2f}" for value in row))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--folder", default=None, help="keep the files here")
    parser.add_argument("--engine", default="", help="losses in percent for a running engine, with commas")
    parser.add_argument("--table", action="store_true", help="print all figures")
    options = parser.parse_args()
    losses = [int(loss) for loss in options.engine.split(",") if loss]
    with tempfile.TemporaryDirectory(prefix="nightbell-quality-") as own:
        folder = os.path.abspath(options.folder or own)
        os.makedirs(folder, exist_ok=True)
        reference = speak(folder)
        made = subprocess.run(
            ["swift", "test", "--skip-build", "--filter", "QualityFiles"], capture_output=True, text=True,
            env={**os.environ, "NIGHTBELL_QUALITY_FOLDER": folder, "NIGHTBELL_QUALITY_LOSS": options.engine},
        )
        if made.returncode:
            print(made.stdout[-2000:], made.stderr[-2000:])
            return 1
        opinions = judge(folder, reference, losses)
        if options.table:
            table(opinions, losses)
        for loss in losses:
            with open(os.path.join(folder, f"late-{loss}.txt")) as file:
                print(f"engine {loss} %: a packet was sent {file.read().strip()} ms late at most")
    found = list(findings(opinions))
    print(*found, sep="\n", end="\n" if found else "")
    least = ", ".join(
        f"{min(value for name, value in opinions.items() if name.startswith('parts') and name.endswith(f'-{loss}'))}"
        f" at {loss} %" for loss in WANTED)
    print(f"quality: {len(found)} findings in {len(CODECS) ** 2} pairs of codecs; the least PESQ is {least}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
