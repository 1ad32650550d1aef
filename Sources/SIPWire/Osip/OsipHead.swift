import CArena
import COsip
import Glibc
import SIP

/// osip, to read the addresses of a message's head one by one.
///
/// Everything that osip allocates lives in this thread's arena, which is emptied after each value: osip asks for some
/// ten small blocks for an address, and malloc and free cost more than its parsing does
/// (docs/decisions/0013-osip-reads-addresses-from-an-arena.md).
struct OsipHead {
    /// Whether a `%` is anywhere in the head: then it is doubled in what osip gets.
    let hasEscapes: Bool
    private let bytes: [UInt8]

    /// The parser's tables and the allocator are global: they are set once, before the first message.
    private static let tables: Void = {
        unsafe osip_set_allocators(carena_malloc, carena_realloc, carena_free)
        parser_init()
        cosip_silence()
    }()

    /// The head of a scan in which ``HeadScan/findLines()`` found no fault.
    init(_ scan: borrowing HeadScan) {
        _ = Self.tables
        bytes = scan.bytes
        hasEscapes = scan.hasEscapes
    }
}

extension OsipHead {
    /// The Request-URI in these bytes of the start line.
    func requestURI(_ range: Range<Int>) throws(Fault) -> SIPURI {
        try unsafe withCString(range, nil) { written throws(Fault) in
            try unsafe self.requestURI(written)
        }
    }

    private func requestURI(_ written: UnsafeMutablePointer<CChar>) throws(Fault) -> SIPURI {
        let scope = carena_open()
        defer { carena_close(scope) }
        var made: UnsafeMutablePointer<osip_uri_t>?
        guard unsafe osip_uri_init(&made) == 0, let made = unsafe made else { throw Fault(.syntax) }
        // What lies in the arena goes with the scope: only what did not fit there has to be freed.
        defer { if carena_is_exceeded() != 0 { unsafe osip_uri_free(made) } }
        guard unsafe osip_uri_parse(made, written) == 0 else { throw Fault(.syntax) }
        return try unsafe uri(made, .requestURI)
    }

    /// The Via values of a field, topmost first.
    func vias(_ field: HeadScan.Field) throws(Fault) -> [Via] {
        try unsafe values(field, .via) { written throws(Fault) in try unsafe self.via(written) }
    }

    private func via(_ written: UnsafeMutablePointer<CChar>) throws(Fault) -> Via {
        let scope = carena_open()
        defer { carena_close(scope) }
        var made: UnsafeMutablePointer<osip_via_t>?
        guard unsafe osip_via_init(&made) == 0, let made = unsafe made else { throw Fault(.syntax) }
        defer { if carena_is_exceeded() != 0 { unsafe osip_via_free(made) } }
        guard unsafe osip_via_parse(made, written) == 0 else { throw Fault(.syntax) }
        return try unsafe via(made)
    }

    /// From or To.
    func address(_ field: HeadScan.Field, _ code: WireError.Code) throws(Fault) -> NameAddress {
        try unsafe withCString(field) { written throws(Fault) in try unsafe self.address(written, code) }
    }

    /// The Contact, Route or Record-Route values of a field, topmost first.
    func addresses(_ field: HeadScan.Field, _ code: WireError.Code) throws(Fault) -> [NameAddress] {
        try unsafe values(field, code) { written throws(Fault) in
            // The wildcard stands alone, and is not for osip then.
            guard unsafe written[0] != 0x2A || code != .contact else { throw Fault(code, field.kind.name) }
            return try unsafe self.address(written, code)
        }
    }

    private func address(_ written: UnsafeMutablePointer<CChar>, _ code: WireError.Code) throws(Fault) -> NameAddress {
        let scope = carena_open()
        defer { carena_close(scope) }
        var made: UnsafeMutablePointer<osip_from_t>?
        guard unsafe osip_from_init(&made) == 0, let made = unsafe made else { throw Fault(.syntax) }
        defer { if carena_is_exceeded() != 0 { unsafe osip_from_free(made) } }
        guard unsafe osip_from_parse(made, written) == 0 else { throw Fault(.syntax) }
        return try unsafe address(made, code)
    }
}

extension OsipHead {
    /// What the transform makes of each value of a field, in order.
    private func values<Value>(
        _ field: HeadScan.Field, _ code: WireError.Code,
        _ transform: (UnsafeMutablePointer<CChar>) throws(Fault) -> Value
    ) throws(Fault) -> [Value] {
        var values: [Value] = []
        try unsafe withCString(field) { written throws(Fault) in
            try unsafe Self.split(written) { value throws(Fault) in
                // Fewer values than there are commas: an empty value is none.
                guard unsafe value[0] != 0 else { throw Fault(code, field.kind.name) }
                values.append(try unsafe transform(value))
            }
        }
        return values
    }

    /// Calls the body with each of the values between commas, without white space at both ends.
    private static func split(
        _ written: UnsafeMutablePointer<CChar>, _ body: (UnsafeMutablePointer<CChar>) throws(Fault) -> Void
    ) throws(Fault) {
        guard unsafe strchr(written, 0x2C) != nil else { return try unsafe body(written) }
        var splitter = ValueSplitter()
        var start = unsafe written
        var next = unsafe written
        while true {
            let byte = unsafe UInt8(bitPattern: next.pointee)
            if byte == 0 || splitter.isSeparator(byte) {
                unsafe next.pointee = 0
                try unsafe body(trimmed(start, next))
                guard byte != 0 else { return }
                unsafe start = next + 1
            }
            unsafe next += 1
        }
    }

    private static func trimmed(
        _ start: UnsafeMutablePointer<CChar>, _ end: UnsafeMutablePointer<CChar>
    ) -> UnsafeMutablePointer<CChar> {
        var (start, end) = unsafe (start, end)
        while unsafe end > start, unsafe end[-1] == 0x20 || end[-1] == 0x09 { unsafe end -= 1 }
        unsafe end.pointee = 0
        while unsafe start.pointee == 0x20 || start.pointee == 0x09 { unsafe start += 1 }
        return unsafe start
    }

    /// Calls the body with the value of a field: ``withCString(_:_:_:)``.
    private func withCString<Value>(
        _ field: HeadScan.Field, _ body: (UnsafeMutablePointer<CChar>) throws(Fault) -> Value
    ) throws(Fault) -> Value {
        var changed = field.isFolded ? HeadScan.unfolded(bytes, field.value) : nil
        if field.kind == .from || field.kind == .to,
            let repaired = LooseName.quoted(changed?[...] ?? bytes[field.value])
        {
            changed = repaired
        }
        return try unsafe withCString(field.value, changed, body)
    }

    /// Calls the body with these bytes of the head, or with what they were changed to, as a C string that it may write
    /// into, and nothing in it that osip could trip over.
    ///
    /// osip removes URI escapes into C strings, which ends them at `%00`. So each `%` goes in as `%25`: what osip
    /// unescapes comes out as it was written, and we unescape it ourselves; what it does not comes out doubled.
    private func withCString<Value>(
        _ range: Range<Int>, _ changed: [UInt8]?, _ body: (UnsafeMutablePointer<CChar>) throws(Fault) -> Value
    ) throws(Fault) -> Value {
        let value = changed?[...] ?? bytes[range]
        var copy: [CChar] = []
        copy.reserveCapacity(value.count + (hasEscapes ? 65 : 1))
        for byte in value {
            copy.append(CChar(bitPattern: byte))
            if byte == 0x25 { copy += [0x32, 0x35] }
        }
        copy.append(0)
        return try unsafe copy.withUnsafeMutableBufferPointer { buffer throws(Fault) in
            guard let start = buffer.baseAddress else { throw Fault(.syntax) }
            return try unsafe body(start)
        }
    }
}
