import SIP
import SIPWire

/// Reads the bytes as one message, and as a stream cut in two; what is accepted must survive writing and reading.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMessage(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    do {
        let message = try MessageParser.parse(bytes)
        guard try MessageParser.parse(message.serialized()) == message else { fatalError("changed on the way") }
        for identity in message.headers.all("P-Asserted-Identity") { _ = NameAddress.list(parsing: identity) }
    } catch {
        // An accepted message that cannot be read again ends here too: the first parse tells them apart.
        if (try? MessageParser.parse(bytes)) != nil { fatalError("written, but not read: \(error)") }
        _ = error.refusal?.serialized(toTag: "t")
    }
    var framer = StreamFramer()
    framer.append(bytes.prefix(count / 2))
    while let event = try? framer.next() { _ = event }
    framer.append(bytes.dropFirst(count / 2))
    while let event = try? framer.next() { _ = event }
    return 0
}
