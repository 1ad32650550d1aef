/// Seals a file chunk by chunk, so that what is written can be read even when the rest never comes.
///
/// ```
/// header │ length, 4 │ chunk 0 and its tag │ length, 4 │ chunk 1 and its tag │ … │ the last chunk, marked as such
/// ```
///
/// A nonce is the file's prefix, the chunk's number and whether it is the last: a chunk that was changed, moved, taken
/// out or put in does not open, and a file without its last one is known to be cut off. Every chunk is bound to the
/// file's subject too.
///
/// - Isolation: one task at a time.
package struct ChunkSealer: Sendable {
    /// Octets in a chunk before it is sealed, at most.
    package static let bound = 1 << 20

    /// Whether more follow.
    package enum Place: UInt8, Sendable { case more = 0, last = 1 }

    private let fileKey: [UInt8]
    private let prefix: [UInt8]
    private let subject: [UInt8]
    private var number: UInt32 = 0

    /// A sealer of the file that begins with `header`.
    package init(_ header: SealedHeader, fileKey: [UInt8]) {
        self.fileKey = fileKey
        prefix = header.prefix
        subject = Array(header.subject.utf8)
    }

    /// The next piece of the file: the chunk's length, the chunk, its tag.
    ///
    /// - Throws: `.unavailable` when it is longer than ``bound``, the numbers are used up, or OpenSSL refuses.
    package mutating func seal(_ chunk: [UInt8], _ place: Place) throws(SealingError) -> [UInt8] {
        guard chunk.count <= Self.bound, number < .max else {
            throw SealingError(.unavailable, "cannot be sealed: it is too long")
        }
        let nonce = Self.nonce(prefix, number, place)
        let sealed = try AuthenticatedCipher.seal(chunk, key: fileKey, nonce: nonce, about: subject)
        number += 1
        return Self.octets(UInt32(sealed.count)) + sealed
    }

    static func nonce(_ prefix: [UInt8], _ number: UInt32, _ place: Place) -> [UInt8] {
        prefix + octets(number) + [place.rawValue]
    }

    static func octets(_ number: UInt32) -> [UInt8] {
        [UInt8(number >> 24), UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255)]
    }
}

/// Opens what a ``ChunkSealer`` made, chunk by chunk.
package struct ChunkOpener: Sendable {
    /// What stands in the open at its head.
    package let header: SealedHeader
    private let file: [UInt8]
    private let fileKey: [UInt8]
    private let subject: [UInt8]
    private var offset: Int
    private var number: UInt32 = 0
    private var isOver = false

    /// An opener of a whole file.
    ///
    /// - Throws: `.notSealed` or `.truncated` for a head that is none.
    package init(_ file: [UInt8], fileKey: [UInt8]) throws(SealingError) {
        header = try SealedHeader(reading: file)
        self.file = file
        self.fileKey = fileKey
        subject = Array(header.subject.utf8)
        offset = header.octets.count
    }

    /// The next chunk; `nil` after the last.
    ///
    /// - Throws: `.truncated` where the file ends before its last chunk, `.tampered` for everything else. Chunks that
    ///   were given out before are genuine all the same.
    package mutating func next() throws(SealingError) -> [UInt8]? {
        guard !isOver else {
            guard offset == file.count else { throw SealingError(.tampered, "has something behind its end") }
            return nil
        }
        guard file.count - offset >= 4 else { throw cutOff }
        let count = file[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
        guard count <= ChunkSealer.bound + AuthenticatedCipher.tagCount else { throw changed }
        guard file.count - offset - 4 >= count else { throw cutOff }
        let sealed = file[offset + 4..<offset + 4 + count]
        for place in [ChunkSealer.Place.more, .last] {
            let nonce = ChunkSealer.nonce(header.prefix, number, place)
            guard let chunk = AuthenticatedCipher.open(sealed, key: fileKey, nonce: nonce, about: subject) else {
                continue
            }
            isOver = place == .last
            offset += 4 + count
            number &+= 1
            return chunk
        }
        throw changed
    }

    private var cutOff: SealingError {
        SealingError(.truncated, "is cut off after \(number) chunks: its end is missing")
    }

    private var changed: SealingError {
        SealingError(.tampered, "was changed: chunk \(number) is not what was written")
    }
}
