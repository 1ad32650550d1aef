import CLinux
import Glibc
import Media
import MediaEngine

// `MediaBench [row …] [packets]`: what audio costs, and whether memory stays flat. All rows without a name.
//
//   soak         1,000,000 packets, or as many as are named, through one bridge, resident memory before and after
//   pacing       500 prompts at once: how far each packet is from its 20 ms
//   memory       what a call takes of it, without signalling
//   srtp         CPU that encryption adds to a packet, beside a plain loop around libsrtp2
//   waiting      CPU of a caller who hears music and whom nobody hears
//   recording    CPU that a recording adds to a call
//   transcoding  CPU of a call whose sides differ, for each pair of codecs

let packets = CommandLine.arguments.dropFirst().lazy.compactMap { Int($0) }.first ?? 1_000_000
let wanted = Set(CommandLine.arguments.dropFirst().filter { Int($0) == nil })

func row(_ name: String, _ body: () throws -> String) rethrows {
    guard wanted.isEmpty || wanted.contains(name) else { return }
    print("\(name): \(try body())")
}

try row("soak") { try Soak.run(packets: packets) }
try row("pacing") { try Pacing.run(prompts: 500, seconds: 10) }
try row("memory") { try Memory.run(calls: 1_000) }
try row("srtp") { try Protection.run(packets: 5_000, rounds: 31) }
try row("waiting") { try Waiting.run(lines: 200, seconds: 10) }
try row("recording") { try RecordedCalls.run(seconds: 10) }
row("transcoding") { Transcoding.run(seconds: 4) }
