import Foundation
import Glibc

/// The messages under `Torture/`.
enum Corpus {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Torture")

    /// The bytes of one message.
    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: "\(name).dat")))
    }

    /// The names of all messages, sorted.
    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path())
            .filter { $0.hasSuffix(".dat") }.map { String($0.dropLast(4)) }.sorted()
    }
}

/// A message written with `\n` line ends, as it goes on the wire.
func wire(_ text: String) -> [UInt8] {
    Array(text.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] })
}

/// An OPTIONS request in which one line can be replaced or added.
func options(
    start: String = "OPTIONS sip:clinic@example.com SIP/2.0",
    via: String = "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK7",
    from: String = "From: <sip:trunk@example.net>;tag=1", to: String = "To: <sip:clinic@example.com>",
    callID: String = "Call-ID: a84b4c76e66710", cseq: String = "CSeq: 7 OPTIONS", extra: String...
) -> [UInt8] {
    wire(([start, via, from, to, callID, cseq, "Max-Forwards: 70"] + extra).joined(separator: "\n") + "\n\n")
}

/// The same numbers for the same seed on every machine (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The processor time that the work takes on this thread: what other tests do meanwhile does not count.
func processorTime(_ work: () throws -> Void) rethrows -> Duration {
    func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    let start = now()
    try work()
    return now() - start
}
