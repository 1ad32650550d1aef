import COsip
import SIP

/// The one owner of an `osip_message_t`; freed when it goes out of scope.
@safe
struct OsipMessage: ~Copyable {
    private let pointer: UnsafeMutablePointer<osip_message_t>
    /// Whether every `%` was doubled on the way in.
    let hasEscapes: Bool

    /// The parser's tables are global: they are made once, before the first message.
    private static let tables: Void = {
        parser_init()
        cosip_silence()
    }()

    /// Parses the start line and those fields of the scan that ``HeaderKind/isForOsip`` names.
    ///
    /// Bodies, Content-Type and everything that stays text never reach osip.
    static func parse(_ scan: HeadScan) throws(Fault) -> OsipMessage {
        _ = tables
        var allocated: UnsafeMutablePointer<osip_message_t>?
        guard unsafe osip_message_init(&allocated) == 0, let allocated = unsafe allocated else {
            throw Fault(.syntax)
        }
        let message = unsafe OsipMessage(pointer: allocated, hasEscapes: scan.hasEscapes)
        let result = unsafe head(of: scan).withUnsafeBytes { bytes in
            unsafe osip_message_parse(message.pointer, bytes.bindMemory(to: CChar.self).baseAddress, bytes.count)
        }
        guard result == 0 else { throw Fault(.syntax) }
        return message
    }

    private init(pointer: UnsafeMutablePointer<osip_message_t>, hasEscapes: Bool) {
        unsafe self.pointer = pointer
        self.hasEscapes = hasEscapes
    }

    deinit { unsafe osip_message_free(pointer) }

    /// The head for osip: long names, unfolded values, nothing it could trip over.
    ///
    /// osip removes URI escapes into C strings, which ends them at `%00`. So each `%` goes in as `%25`: what osip
    /// unescapes comes out as it was written, and we unescape it ourselves; what it does not comes out doubled.
    private static func head(of scan: HeadScan) -> [UInt8] {
        var head: [UInt8] = []
        head.reserveCapacity(scan.bodyStart + 256)
        head.append(contentsOf: scan.bytes[scan.startLine])
        for field in scan.fields where field.kind.isForOsip {
            head.append(contentsOf: "\r\n".utf8)
            head.append(contentsOf: (field.kind.name ?? "").utf8)
            head.append(contentsOf: ": ".utf8)
            let value = field.isFolded ? scan.unfolded(field)[...] : scan.bytes[field.value]
            if field.kind == .from || field.kind == .to, let repaired = LooseName.quoted(value) {
                head.append(contentsOf: repaired)
            } else {
                head.append(contentsOf: value)
            }
        }
        head.append(contentsOf: "\r\n\r\n".utf8)
        guard scan.hasEscapes else { return head }
        var doubled: [UInt8] = []
        doubled.reserveCapacity(head.count + 64)
        for byte in head {
            doubled.append(byte)
            if byte == 0x25 { doubled.append(contentsOf: "25".utf8) }
        }
        return doubled
    }
}

extension OsipMessage {
    /// The Request-URI.
    func requestURI() throws(Fault) -> SIPURI {
        try unsafe uri(pointer.pointee.req_uri, .requestURI)
    }

    /// The Via values, topmost first.
    func vias() throws(Fault) -> [Via] {
        try unsafe OsipList(pointer.pointee.vias, of: osip_via_t.self).map { via throws(Fault) in
            try unsafe self.via(via)
        }
    }

    /// From.
    func from() throws(Fault) -> NameAddress {
        guard let from = unsafe pointer.pointee.from else { throw Fault(.missing, "From") }
        return try unsafe address(from, .from)
    }

    /// To.
    func to() throws(Fault) -> NameAddress {
        guard let to = unsafe pointer.pointee.to else { throw Fault(.missing, "To") }
        return try unsafe address(to, .to)
    }

    /// Route or Record-Route values, topmost first.
    func routes(recorded: HeaderKind) throws(Fault) -> [NameAddress] {
        let list = unsafe recorded == .recordRoute ? pointer.pointee.record_routes : pointer.pointee.routes
        return try unsafe OsipList(list, of: osip_from_t.self).map { route throws(Fault) in
            try unsafe address(route, .route)
        }
    }

    /// The Contact values, or `nil` for `*`.
    func contacts() throws(Fault) -> [NameAddress]? {
        let values = try unsafe OsipList(pointer.pointee.contacts, of: osip_contact_t.self).map {
            contact throws(Fault) -> NameAddress? in
            if unsafe contact.pointee.url == nil, unsafe text(contact.pointee.displayname) == "*" { return nil }
            return try unsafe address(contact, .contact)
        }
        guard values.contains(nil) else { return values.compactMap(\.self) }
        // RFC 3261 §10.2.2: the wildcard stands alone.
        guard values.count == 1 else { throw Fault(.contact, "Contact") }
        return nil
    }

    /// Call-ID.
    func callID() throws(Fault) -> String {
        guard let value = unsafe pointer.pointee.call_id else { throw Fault(.missing, "Call-ID") }
        var whole = unsafe text(value.pointee.number) ?? ""
        if let host = unsafe text(value.pointee.host) { whole += "@" + host }
        guard !whole.isEmpty, ByteSet.callID.containsAll(whole) else { throw Fault(.callID, "Call-ID") }
        return whole
    }

    /// CSeq (RFC 3261 §8.1.1.5: the number is less than 2³¹).
    func cseq() throws(Fault) -> CSeq {
        guard let value = unsafe pointer.pointee.cseq else { throw Fault(.missing, "CSeq") }
        guard let digits = unsafe text(value.pointee.number), let method = unsafe text(value.pointee.method),
            !digits.isEmpty, ByteSet.digits.containsAll(digits), let number = UInt32(digits), number < 1 << 31,
            !method.isEmpty, ByteSet.token.containsAll(method)
        else { throw Fault(.cseq, "CSeq") }
        return CSeq(number, Method(method))
    }
}
