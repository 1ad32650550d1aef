/// What stands in the open at the head of a sealed file, and the file's own key, wrapped.
///
/// ```
/// "NBSEAL1\n" │ length of the rest, 2 │ key's name, 0 │ subject, 0 │ prefix, 7 │ nonce, 12 │ wrapped key, 48
/// ```
///
/// Every file has a key of its own, so that whoever writes it needs no other, and no nonce can meet another file's. The
/// wrapping proves all that stands before it.
package struct SealedHeader: Hashable, Sendable {
    static let magic = Array("NBSEAL1\n".utf8)
    static let prefixCount = 7
    private static let wrappedCount = SealingKey.octetCount + AuthenticatedCipher.tagCount

    /// The name of the key that wraps the file's own.
    package let keyName: String
    /// What the file is of, such as a call; every chunk is bound to it.
    package let subject: String
    /// The octets at the head of the file.
    package let octets: [UInt8]
    let prefix: [UInt8]
    private let nonce: [UInt8]
    private let wrapped: [UInt8]

    /// Makes the header of a new file and a key for it.
    ///
    /// - Parameter subject: at most 256 octets, none of them 0.
    /// - Throws: `.unavailable` when OpenSSL refuses.
    package static func new(
        subject: String, under key: SealingKey
    ) throws(SealingError) -> (header: SealedHeader, fileKey: [UInt8]) {
        let fileKey = SecureRandom.bytes(SealingKey.octetCount)
        let (prefix, nonce) = (SecureRandom.bytes(prefixCount), SecureRandom.bytes(AuthenticatedCipher.nonceCount))
        let open = try head(key.name, subject) + prefix
        let wrapped = try AuthenticatedCipher.seal(fileKey, key: key.octets, nonce: nonce, about: open)
        let header = SealedHeader(
            keyName: key.name, subject: subject, octets: open + nonce + wrapped, prefix: prefix, nonce: nonce,
            wrapped: wrapped)
        return (header, fileKey)
    }

    private static func head(_ keyName: String, _ subject: String) throws(SealingError) -> [UInt8] {
        guard (1...256).contains(subject.utf8.count), !subject.utf8.contains(0) else {
            throw SealingError(.unavailable, "cannot be sealed: its subject is empty or too long")
        }
        let names = Array(keyName.utf8) + [0] + Array(subject.utf8) + [0]
        let rest = names.count + prefixCount + AuthenticatedCipher.nonceCount + wrappedCount
        return magic + [UInt8(rest >> 8), UInt8(rest & 255)] + names
    }

    private init(
        keyName: String, subject: String, octets: [UInt8], prefix: [UInt8], nonce: [UInt8], wrapped: [UInt8]
    ) {
        self.keyName = keyName
        self.subject = subject
        self.octets = octets
        self.prefix = prefix
        self.nonce = nonce
        self.wrapped = wrapped
    }

    /// Reads the header at the head of `file`.
    ///
    /// - Throws: `.notSealed` or `.truncated`.
    package init(reading file: [UInt8]) throws(SealingError) {
        guard file.starts(with: Self.magic) else { throw SealingError(.notSealed, "is not a recording of Nightbell's") }
        let start = Self.magic.count + 2
        let rest = file.count >= start ? Int(file[start - 2]) << 8 | Int(file[start - 1]) : 0
        guard file.count >= start, file.count >= start + rest else {
            throw SealingError(.truncated, "is cut off in its head")
        }
        let fixed = Self.prefixCount + AuthenticatedCipher.nonceCount + Self.wrappedCount
        let body = file[start..<start + rest]
        let parts = body.dropLast(fixed).split(separator: 0, omittingEmptySubsequences: false)
        guard rest > fixed, parts.count == 3, parts[2].isEmpty,
            let keyName = String(validating: parts[0], as: UTF8.self),
            let subject = String(validating: parts[1], as: UTF8.self)
        else { throw SealingError(.notSealed, "has a head that is not understood") }
        let tail = Array(body.suffix(fixed))
        let nonceStart = Self.prefixCount
        let wrappedStart = nonceStart + AuthenticatedCipher.nonceCount
        self.init(
            keyName: keyName, subject: subject, octets: Array(file[..<(start + rest)]),
            prefix: Array(tail[..<nonceStart]), nonce: Array(tail[nonceStart..<wrappedStart]),
            wrapped: Array(tail[wrappedStart...]))
    }

    /// The file's own key.
    ///
    /// - Throws: `.unknownKey` when the ring does not have the key it is wrapped under, `.wrongKey` when that one does
    ///   not open it.
    package func fileKey(_ ring: KeyRing) throws(SealingError) -> [UInt8] {
        guard let key = ring.key(keyName) else {
            throw SealingError(.unknownKey, "is sealed under the key '\(keyName)', which is not in the key file")
        }
        let open = Array(octets.dropLast(AuthenticatedCipher.nonceCount + Self.wrappedCount))
        guard let fileKey = AuthenticatedCipher.open(wrapped[...], key: key.octets, nonce: nonce, about: open) else {
            throw SealingError(
                .wrongKey,
                "is not opened by the key '\(keyName)': it is another key of that name, or the head was changed")
        }
        return fileKey
    }
}
