/// What each side says first, in a form that stays the same in all versions for ever: so that two of different versions
/// can tell each other that.
///
/// ```
/// NBMEDIA\0 | protocol, 16 bits | count, 16 bits | build, UTF-8 | what this version adds
/// ```
package struct Greeting: Hashable, Sendable {
    /// The version of what is said after the greeting. It changes with every change to a command, an event or a message.
    package static let version: UInt16 = 3

    private static let magic = Array("NBMEDIA\0".utf8)

    /// The version that the sender speaks.
    package var version: UInt16
    /// The version of the sender's program.
    package var build: String

    /// A greeting in our version.
    package init(build: String) {
        version = Self.version
        self.build = build
    }

    /// Reads one, of any version.
    ///
    /// - Throws: ``WireFault`` when what is there is none.
    init(from reader: inout WireReader) throws(WireFault) {
        guard let magic = try? reader.octets(Self.magic.count), magic == Self.magic else {
            throw WireFault("something that is no greeting")
        }
        version = try reader.word16()
        build = try reader.text(upTo: WireBounds.sentence)
    }

    func write(to writer: inout WireWriter) {
        writer.append(Self.magic)
        writer.put(version)
        writer.put(build)
    }
}
