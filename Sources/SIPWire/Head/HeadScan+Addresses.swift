import SIP

/// Values of the usual shape where they stand, and osip for everything else.
extension HeadScan {
    /// The Request-URI in these bytes of the start line.
    func requestURI(_ range: Range<Int>) throws(Fault) -> SIPURI {
        if isPlain, let plain = SIPURI(plain: bytes, range) { return plain }
        return try OsipHead(self).requestURI(range)
    }

    /// From or To.
    func address(_ kind: HeaderKind, _ code: WireError.Code) throws(Fault) -> NameAddress {
        guard let field = only(kind) else { throw Fault(.missing, kind.name) }
        if isPlain, !field.isFolded, let plain = NameAddress(plain: bytes, field.value) { return plain }
        let address = try OsipHead(self).address(field, code)
        try checkShape(field, code)
        try AddressRules.check(address, code)
        return address
    }

    /// The Via values, topmost first.
    func vias() throws(Fault) -> [Via] {
        let top = only(.via)?.value
        return try values(.via, .via, Via.init(plain:_:)) { osip, field throws(Fault) in
            let vias = try osip.vias(field)
            if field.value == top { try ViaRules.check(vias, bytes[field.value]) }
            return vias
        }
    }

    /// Route or Record-Route values, topmost first.
    func routes(_ kind: HeaderKind) throws(Fault) -> [NameAddress] { try addresses(kind, .route) }

    /// The Contact values, or `nil` for `*`.
    func contacts() throws(Fault) -> [NameAddress]? {
        guard count(.contact) > 0 else { return [] }
        for field in fields where field.kind == .contact && field.value.count == 1 {
            guard bytes[field.value.lowerBound] == UInt8(ascii: "*") else { continue }
            // RFC 3261 §10.2.2: the wildcard stands alone.
            guard count(.contact) == 1 else { throw Fault(.contact, "Contact") }
            return nil
        }
        return try addresses(.contact, .contact)
    }

    private func addresses(_ kind: HeaderKind, _ code: WireError.Code) throws(Fault) -> [NameAddress] {
        try values(kind, code, NameAddress.init(plain:_:)) { osip, field throws(Fault) in
            try osip.addresses(field, code)
        }
    }

    private var isPlain: Bool { hasShortcut && !hasEscapes }

    /// Refuses addresses of which osip dropped a part.
    private func checkShape(_ field: Field, _ code: WireError.Code) throws(Fault) {
        guard AddressShape.isSound(bytes.span.extracting(field.value)) else { throw Fault(code, field.kind.name) }
    }

    /// What `read`, or else osip makes of each value of the fields of a kind, in order.
    ///
    /// Lists longer than anybody needs are refused before osip sees them: it appends to its own in linear time each.
    @inline(__always)
    private func values<Value>(
        _ kind: HeaderKind, _ code: WireError.Code, _ read: ([UInt8], Range<Int>) -> Value?,
        _ askOsip: (OsipHead, Field) throws(Fault) -> [Value]
    ) throws(Fault) -> [Value] {
        var values: [Value] = []
        var fieldsLeft = count(kind)
        guard fieldsLeft > 0, let limit = kind.limit else { return values }
        guard fieldsLeft <= limit else { throw Fault(.tooManyValues, kind.name) }
        for field in fields where field.kind == kind {
            if isPlain, !field.isFolded, let plain = read(bytes, field.value) {
                values.append(plain)
            } else {
                let count = valueCount(field.value)
                guard values.count + count <= limit else { throw Fault(.tooManyValues, kind.name) }
                let made = try askOsip(OsipHead(self), field)
                guard made.count == count else { throw Fault(code, kind.name) }
                values += made
                if kind != .via { try checkShape(field, code) }
            }
            fieldsLeft -= 1
            if fieldsLeft == 0 { break }
        }
        guard values.count <= limit else { throw Fault(.tooManyValues, kind.name) }
        return values
    }
}
