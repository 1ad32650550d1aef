"""Programs that nobody here wrote, and how the demo, the interop tests and the benchmark drive them.

Standard library only. One idea a file: `program` starts and ends processes, `ports` finds and names ports, `sipp`,
`baresip` and `linphone` drive those programs, `tap` reads what crosses loopback, `audio` judges what was heard,
`daemon` runs Nightbell itself.
"""
