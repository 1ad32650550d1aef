import Security
import Testing

@Suite("Sealed files: AES-256-GCM in chunks (NIST SP 800-38D)")
struct SealingTests {
    private let ring: KeyRing
    private let header: SealedHeader
    private let fileKey: [UInt8]

    init() throws {
        ring = try KeyRing(
            text:
                "# name key\n2025 \(String(repeating: "1f", count: 32))\n\n2026 \(String(repeating: "a7", count: 32))\n"
        )
        (header, fileKey) = try SealedHeader.new(subject: "call-1", under: ring.newest)
    }

    private func sealed(_ chunks: [[UInt8]]) throws -> [UInt8] {
        var sealer = ChunkSealer(header, fileKey: fileKey)
        var file = header.octets
        for (index, chunk) in chunks.enumerated() {
            file += try sealer.seal(chunk, index == chunks.count - 1 ? .last : .more)
        }
        return file
    }

    private func opened(_ file: [UInt8], _ ring: KeyRing? = nil) throws -> [[UInt8]] {
        let key = try SealedHeader(reading: file).fileKey(ring ?? self.ring)
        var opener = try ChunkOpener(file, fileKey: key)
        var chunks: [[UInt8]] = []
        while let chunk = try opener.next() { chunks.append(chunk) }
        return chunks
    }

    private func code(_ body: () throws -> [[UInt8]]) -> SealingError.Code? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? SealingError)?.code
        }
    }

    @Test("three chunks, one of them empty, come back as they were; nothing of them stands in the file")
    func roundTrip() throws {
        let chunks = [[UInt8]("the patient says".utf8), [], [UInt8](repeating: 7, count: 5_000)]
        let file = try sealed(chunks)
        #expect(try opened(file) == chunks)
        #expect(file.count == header.octets.count + 16 + 5_000 + 3 * 20)
        #expect(!String(decoding: file, as: UTF8.self).contains("patient"))
    }

    @Test("the newest of two keys seals; after a rotation the old file is opened by its old key")
    func rotation() throws {
        #expect(header.keyName == "2026")
        let file = try sealed([[1, 2, 3]])
        let later = try KeyRing(
            text: "2026 \(String(repeating: "a7", count: 32))\n2027 \(String(repeating: "0c", count: 32))")
        #expect(later.newest.name == "2027")
        #expect(try opened(file, later) == [[1, 2, 3]])
    }

    @Test("a file whose key is gone, and one whose key is another of that name, are refused by two errors")
    func wrongKey() throws {
        let file = try sealed([[1, 2, 3]])
        let gone = try KeyRing(text: "2027 \(String(repeating: "0c", count: 32))")
        let other = try KeyRing(text: "2026 \(String(repeating: "0c", count: 32))")
        #expect(code { try opened(file, gone) } == .unknownKey)
        #expect(code { try opened(file, other) } == .wrongKey)
    }

    @Test("every one of the file's bits, changed alone, is found out")
    func tampering() throws {
        let file = try sealed([[1, 2, 3], [4, 5]])
        for index in file.indices {
            for bit in 0..<8 {
                var changed = file
                changed[index] ^= 1 << bit
                #expect(code { try opened(changed) } != nil, "bit \(bit) of octet \(index)")
            }
        }
    }

    @Test("a file cut at every length is refused; one cut between chunks or in one gives the whole chunks first")
    func truncation() throws {
        let file = try sealed([[1, 2, 3], [4, 5], [6]])
        for length in 0..<file.count {
            let code = code { try opened(Array(file[..<length])) }
            #expect(code == (length < 8 ? .notSealed : .truncated), "\(length) octets")
        }
        var opener = try ChunkOpener(Array(file[..<(file.count - 1)]), fileKey: fileKey)
        #expect(try opener.next() == [1, 2, 3])
        #expect(try opener.next() == [4, 5])
        #expect(throws: SealingError(.truncated, "")) { try opener.next() }
    }

    @Test("chunks that change places, come twice, or come from another file are found out")
    func order() throws {
        let file = try sealed([[1, 1], [2, 2], [3, 3]])
        let head = header.octets.count
        let pieces = (0..<3).map { Array(file[(head + $0 * 22)..<(head + ($0 + 1) * 22)]) }
        #expect(code { try opened(header.octets + pieces[1] + pieces[0] + pieces[2]) } == .tampered)
        #expect(code { try opened(header.octets + pieces[0] + pieces[0] + pieces[2]) } == .tampered)
        #expect(code { try opened(header.octets + pieces[2]) } == .tampered)
        #expect(code { try opened(file + [0]) } == .tampered)
        let (other, _) = try SealedHeader.new(subject: "call-2", under: ring.newest)
        #expect(code { try opened(other.octets + pieces[0] + pieces[1] + pieces[2]) } == .tampered)
    }

    @Test(
        "a key file that is none is refused with its line, and its words are not repeated",
        arguments: [
            "", "# only words", "2026", "2026 abcd", "2026 zz", "a/b \(String(repeating: "1f", count: 32))",
            "2026 \(String(repeating: "1f", count: 32))\n2026 \(String(repeating: "1f", count: 32))",
        ])
    func badKeys(_ text: String) {
        #expect(throws: SealingError(.badKeys, "")) { try KeyRing(text: text) }
        do {
            _ = try KeyRing(text: text)
        } catch {
            #expect(!error.message.contains("1f1f"))
        }
    }

    @Test("a new key's line is read as a key; a key shows its name and nothing else")
    func newKey() throws {
        let line = try KeyRing.newLine(name: "2026-11")
        let ring = try KeyRing(text: line)
        #expect(ring.newest.name == "2026-11")
        #expect("\(ring.newest)" == "key 2026-11")
        #expect(!String(reflecting: ring.newest).contains(line.suffix(64)))
        #expect(throws: SealingError(.badKeys, "")) { try KeyRing.newLine(name: "with space") }
    }
}
