package import Media

/// Audio at 8 kHz, encoded once in both laws of G.711; never changed, shared by all who play it.
package final class Prompt: Sendable {
    private let microLaw: [UInt8]
    private let aLaw: [UInt8]

    /// Encodes samples at 8 kHz.
    package init(samples: [Int16]) {
        microLaw = samples.map(G711.microLaw)
        aLaw = samples.map(G711.aLaw)
    }

    /// Audio that was encoded before; as long as the shorter of both.
    package init(microLaw: [UInt8], aLaw: [UInt8]) {
        let count = min(microLaw.count, aLaw.count)
        self.microLaw = microLaw.count == count ? microLaw : Array(microLaw.prefix(count))
        self.aLaw = aLaw.count == count ? aLaw : Array(aLaw.prefix(count))
    }

    /// Samples, which are octets in G.711; 8 are a millisecond.
    package var count: Int { microLaw.count }

    /// How long it plays.
    package var duration: Duration { .microseconds(count * 125) }

    /// The audio in a law.
    package func octets(_ law: CompandingLaw) -> [UInt8] {
        switch law {
        case .pcmu: microLaw
        case .pcma: aLaw
        }
    }
}
