import CArena
import COsip
import Glibc
import SIP

/// The addresses of a message's head as C strings, and osip to read them one by one.
///
/// Everything that osip allocates lives in this thread's arena, which is emptied after each value: osip asks for some
/// ten small blocks for an address, and malloc and free cost more than its parsing does
/// (docs/decisions/0013-osip-reads-addresses-from-an-arena.md).
@safe
struct OsipHead: ~Copyable {
    /// Whether a `%` is anywhere in the head: then it is doubled in what osip gets.
    let hasEscapes: Bool
    private let scan: HeadScan
    /// Whether values of the usual shape are read by ``PlainAddress``, without osip.
    private let hasShortcut: Bool
    /// The head, with a NUL behind each value that osip gets.
    private let text: UnsafeMutablePointer<CChar>
    private let scope: Int

    /// The parser's tables and the allocator are global: they are set once, before the first message.
    private static let tables: Void = {
        unsafe osip_set_allocators(carena_malloc, carena_realloc, carena_free)
        parser_init()
        cosip_silence()
    }()

    /// The head of a scan in which ``HeadScan/findLines()`` found no fault.
    init(_ scan: HeadScan, hasShortcut: Bool) throws(Fault) {
        _ = Self.tables
        scope = carena_open()
        guard let block = unsafe carena_malloc(scan.bodyStart) else {
            carena_close(scope)
            throw Fault(.syntax)
        }
        self.scan = scan
        hasEscapes = scan.hasEscapes
        self.hasShortcut = hasShortcut && !scan.hasEscapes
        unsafe text = block.bindMemory(to: CChar.self, capacity: scan.bodyStart)
        unsafe scan.bytes.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { unsafe block.copyMemory(from: start, byteCount: scan.bodyStart) }
        }
    }

    deinit {
        unsafe carena_free(text)
        carena_close(scope)
    }
}

extension OsipHead {
    /// The Request-URI in these bytes of the start line.
    func requestURI(_ range: Range<Int>) throws(Fault) -> SIPURI {
        if hasShortcut, let plain = PlainAddress.uri(scan.bytes, range) { return plain }
        return try unsafe withCString(range, isFolded: false, kind: .other) { written throws(Fault) in
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

    /// The Via values, topmost first.
    func vias() throws(Fault) -> [Via] {
        try unsafe values(.via, .via, PlainAddress.via) { written throws(Fault) in try unsafe self.via(written) }
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
    func address(_ kind: HeaderKind, _ code: WireError.Code) throws(Fault) -> NameAddress {
        guard let field = scan.only(kind) else { throw Fault(.missing, kind.name) }
        if let plain = plain(field, PlainAddress.address) { return plain }
        let address = try unsafe withCString(field.value, isFolded: field.isFolded, kind: kind, field) {
            written throws(Fault) in
            try unsafe self.address(written, code)
        }
        try checkShape(field, code)
        return address
    }

    /// Route or Record-Route values, topmost first.
    func routes(_ kind: HeaderKind) throws(Fault) -> [NameAddress] {
        try unsafe values(kind, .route, PlainAddress.address) { written throws(Fault) in
            try unsafe self.address(written, .route)
        }
    }

    /// The Contact values, or `nil` for `*`.
    func contacts() throws(Fault) -> [NameAddress]? {
        var isWildcard = false
        let values = try unsafe values(.contact, .contact, PlainAddress.address) { written throws(Fault) in
            if unsafe written[0] == 0x2A {
                guard unsafe written[1] == 0 else { throw Fault(.contact, "Contact") }
                isWildcard = true
                return NameAddress(uri: SIPURI(host: ""))
            }
            return try unsafe self.address(written, .contact)
        }
        guard isWildcard else { return values }
        // RFC 3261 §10.2.2: the wildcard stands alone.
        guard values.count == 1 else { throw Fault(.contact, "Contact") }
        return nil
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
    /// The value of a field of the usual shape; `nil` when osip has to look.
    private func plain<Value>(_ field: HeadScan.Field, _ read: ([UInt8], Range<Int>) -> Value?) -> Value? {
        hasShortcut && !field.isFolded ? read(scan.bytes, field.value) : nil
    }

    /// Refuses addresses of which osip dropped a part.
    private func checkShape(_ field: HeadScan.Field, _ code: WireError.Code) throws(Fault) {
        guard AddressShape.isSound(scan.bytes.span.extracting(field.value)) else { throw Fault(code, field.kind.name) }
    }

    /// What `read`, or else the transform makes of each value of the fields of a kind, in order.
    private func values<Value>(
        _ kind: HeaderKind, _ code: WireError.Code, _ read: ([UInt8], Range<Int>) -> Value?,
        _ transform: (UnsafeMutablePointer<CChar>) throws(Fault) -> Value
    ) throws(Fault) -> [Value] {
        var values: [Value] = []
        guard scan.only(kind) != nil else { return values }
        for field in scan.fields where field.kind == kind {
            if let plain = plain(field, read) {
                values.append(plain)
                continue
            }
            try unsafe withCString(field.value, isFolded: field.isFolded, kind: kind, field) {
                written throws(Fault) in
                try unsafe Self.split(written) { value throws(Fault) in
                    // Fewer values than there are commas: an empty value is none.
                    guard unsafe value[0] != 0 else { throw Fault(code, kind.name) }
                    values.append(try unsafe transform(value))
                }
            }
            if kind != .via { try checkShape(field, code) }
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

    /// Calls the body with these bytes of the head as a C string that it may write into: unfolded, and nothing in it
    /// that osip could trip over.
    ///
    /// osip removes URI escapes into C strings, which ends them at `%00`. So each `%` goes in as `%25`: what osip
    /// unescapes comes out as it was written, and we unescape it ourselves; what it does not comes out doubled.
    private func withCString<Value>(
        _ range: Range<Int>, isFolded: Bool, kind: HeaderKind, _ field: HeadScan.Field? = nil,
        _ body: (UnsafeMutablePointer<CChar>) throws(Fault) -> Value
    ) throws(Fault) -> Value {
        let repaired = kind == .from || kind == .to ? LooseName.quoted(scan.bytes[range]) : nil
        guard isFolded || hasEscapes || repaired != nil else {
            // Behind the value comes white space or the line end: room for the NUL.
            unsafe text[range.upperBound] = 0
            return try unsafe body(text + range.lowerBound)
        }
        var value = Array(scan.bytes[range])
        if isFolded, let field { value = scan.unfolded(field) }
        if kind == .from || kind == .to, let repaired = LooseName.quoted(value[...]) { value = repaired }
        var copy: [CChar] = []
        copy.reserveCapacity(value.count + 65)
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
