import CLinux
package import Media
package import MediaEngine

/// All prompts in a file without a name that one process writes and the other is handed: so that the media process needs
/// no right to any folder, and no prompt is a message of its own.
///
/// ```
/// count, 32 bits | each: count and name | samples, 32 bits | µ-law octets | A-law octets
/// ```
@safe
package struct PromptFile: Sendable {
    let file: OpenFile
    /// Octets in it.
    let octets: UInt64
    /// The names of the prompts.
    package let keys: Set<PromptKey>

    /// The most octets of a file: more than two hours of prompts.
    static let longest: UInt64 = 128 << 20
    private static let mostPrompts = 4_096
    private static let longestPrompt = WAVFile.maximumSeconds * 8_000

    /// Writes the prompts of a store.
    ///
    /// - Throws: ``MediaProcessError`` when there is no memory, or there are too many.
    package init(_ store: PromptStore) throws(MediaProcessError) {
        let prompts = store.loadedPrompts
        let descriptor = unsafe cl_memory_file("nightbell prompts")
        guard descriptor >= 0 else { throw MediaProcessError("making room for the prompts", code: descriptor) }
        file = OpenFile(descriptor)
        keys = store.keys
        var writer = WireWriter()
        writer.put(UInt32(clamping: prompts.count))
        var octets = try Self.write(writer.bytes, to: file)
        for (key, prompt) in prompts {
            guard key.value.utf8.count <= WireBounds.promptName, prompt.count <= Self.longestPrompt else {
                throw MediaProcessError("the prompt \(key) is too long for the media process")
            }
            var head = WireWriter()
            key.write(to: &head)
            head.put(UInt32(clamping: prompt.count))
            for part in [head.bytes, prompt.octets(.pcmu), prompt.octets(.pcma)] {
                octets += try Self.write(part, to: file)
            }
        }
        guard octets <= Self.longest, prompts.count <= Self.mostPrompts else {
            throw MediaProcessError("\(prompts.count) prompts of \(octets) octets are too many for the media process")
        }
        self.octets = octets
    }

    private static func write(_ bytes: [UInt8], to file: OpenFile) throws(MediaProcessError) -> UInt64 {
        var done = 0
        while done < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { part in
                guard let base = part.baseAddress else { return 0 }
                return unsafe Int(CLinux.write(file.descriptor, base + done, bytes.count - done))
            }
            guard written > 0 else { throw MediaProcessError("the prompts could not be written") }
            done += written
        }
        return UInt64(done)
    }

    /// Reads what another process has written, which may be anything.
    ///
    /// - Throws: ``WireFault``.
    static func read(_ file: OpenFile, octets: UInt64) throws(WireFault) -> PromptStore {
        guard octets <= longest, cl_file_length(file.descriptor) >= Int64(clamping: octets) else {
            throw WireFault("\(octets) octets of prompts, which are not there or too many")
        }
        var source = Source(file: file, end: Int(octets))
        let count = Int(try source.word32())
        guard count <= mostPrompts else { throw WireFault("\(count) prompts") }
        var prompts: [PromptKey: Prompt] = [:]
        for _ in 0..<count {
            let name = try source.octets(Int(try source.word16()))
            guard name.count <= WireBounds.promptName, let text = String(validating: name, as: UTF8.self) else {
                throw WireFault("a prompt without a name")
            }
            let samples = Int(try source.word32())
            guard samples <= longestPrompt else { throw WireFault("a prompt of \(samples) samples") }
            prompts[PromptKey(text)] = Prompt(
                microLaw: try source.octets(samples), aLaw: try source.octets(samples))
        }
        return PromptStore(prompts)
    }

    /// Reads a file bit by bit: all of it at once would be in memory twice.
    private struct Source {
        let file: OpenFile
        let end: Int
        var next = 0

        mutating func octets(_ count: Int) throws(WireFault) -> [UInt8] {
            guard count <= end - next else { throw WireFault("prompts that end too early") }
            var isWhole = true
            let octets = unsafe [UInt8](unsafeUninitializedCapacity: count) { room, done in
                done = 0
                while done < count, let base = room.baseAddress {
                    let got = unsafe pread(file.descriptor, base + done, count - done, off_t(next + done))
                    guard got > 0 else { break }
                    done += got
                }
                isWhole = done == count
            }
            guard isWhole else { throw WireFault("prompts that cannot be read") }
            next += count
            return octets
        }

        mutating func word16() throws(WireFault) -> UInt16 {
            var reader = WireReader(try octets(2))
            return try reader.word16()
        }

        mutating func word32() throws(WireFault) -> UInt32 {
            var reader = WireReader(try octets(4))
            return try reader.word32()
        }
    }
}
