#!/usr/bin/env python3
"""Measures what is left of speech after each pair of codecs, with PESQ (ITU-T P.862), an independent program.

    Benchmarks/quality/measure.py [--folder FOLDER]

espeak-ng speaks 20 s; a test of MediaEngineTests sends them through encoder, network (loss, 80 ms of jitter), jitter
buffer, concealment, resampler and the other codec; PESQ compares what comes out with what went in, narrow-band for all
pairs. Prints a table of MOS-LQO: 4.5 is the most there is. Needs espeak-ng, sox and, from PyPI, `pesq` and `numpy`.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import wave

CODECS = ["pcmu", "pcma", "g722", "speex", "speexWideband", "opus"]
TEXT = """Good evening, you have reached the practice. If this is an emergency, hang up and dial the number for help.
The doctor on call will be with you in a moment; please stay on the line. She wants to know since when the child has had
the fever, and whether it drinks enough. Your appointment on Thursday morning at half past nine is confirmed."""


def samples(path):
    import numpy

    with wave.open(path) as file:
        return numpy.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype("float32"), file.getframerate()


def at_8_khz(path):
    out = path[:-4] + ".8k.wav"
    subprocess.run(["sox", path, "-r", "8000", out], check=True)
    return samples(out)[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--folder", default=None, help="keep the files here")
    options = parser.parse_args()
    try:
        import pesq
    except ImportError:
        return "pip install pesq numpy, into an environment of your own"
    folder = os.path.abspath(options.folder or tempfile.mkdtemp(prefix="nightbell-quality-"))
    os.makedirs(folder, exist_ok=True)
    spoken, speech = os.path.join(folder, "spoken.wav"), os.path.join(folder, "speech.wav")
    subprocess.run(["espeak-ng", "-v", "en-us", "-s", "150", "-w", spoken, TEXT], check=True)
    subprocess.run(["sox", spoken, "-r", "16000", "-c", "1", "-b", "16", speech, "norm", "-6"], check=True)
    subprocess.run(
        ["swift", "test", "--skip-build", "--filter", "QualityFiles"], check=True, stdout=subprocess.DEVNULL,
        env={**os.environ, "NIGHTBELL_QUALITY_FOLDER": folder},
    )
    reference = at_8_khz(speech)
    print(f"{'from':>14} {'to':>14} {'0 %':>6} {'1 %':>6} {'5 %':>6}")
    for left in CODECS:
        for right in CODECS:
            row = [
                pesq.pesq(8000, reference, at_8_khz(os.path.join(folder, f"{left}-{right}-{loss}.wav")), "nb")
                for loss in (0, 1, 5)
            ]
            print(f"{left:>14} {right:>14} " + " ".join(f"{value:6.2f}" for value in row))
    return None


if __name__ == "__main__":
    sys.exit(main())
