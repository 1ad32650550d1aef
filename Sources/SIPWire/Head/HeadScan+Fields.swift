import SIP

extension HeadScan {
    /// The fields that stay text, with their long names in the usual spelling.
    func otherFields() -> [HeaderField] {
        var others: [HeaderField] = []
        others.reserveCapacity(min(fields.count, 16))
        for field in fields where field.kind == .other {
            others.append(HeaderField(HeaderName.canonical(bytes[field.name]), text(field)))
        }
        return others
    }

    /// The body: as long as Content-Length says, or all that came.
    func body() throws(Fault) -> [UInt8] {
        guard let field = only(.contentLength) else { return Array(bytes[bodyStart...]) }
        guard let length = number(field), length <= bytes.count - bodyStart else {
            throw Fault(.contentLength, "Content-Length")
        }
        return Array(bytes[bodyStart..<bodyStart + length])
    }

    /// Max-Forwards, 0…255 (RFC 3261 §20.22); `nil` when it is absent.
    func maxForwards() throws(Fault) -> Int? {
        guard let field = only(.maxForwards) else { return nil }
        guard let hops = number(field), hops <= 255 else { throw Fault(.maxForwards, "Max-Forwards") }
        return hops
    }

    /// Call-ID, as it was written: `word [ "@" word ]`.
    func callID() throws(Fault) -> String {
        guard let field = only(.callID) else { throw Fault(.missing, "Call-ID") }
        let value = field.isFolded ? unfolded(field)[...] : bytes[field.value]
        guard !value.isEmpty else { throw Fault(.missing, "Call-ID") }
        guard let first = value.first, let last = value.last, first != UInt8(ascii: "@"), last != UInt8(ascii: "@"),
            ByteSet.callID.containsAll(value)
        else { throw Fault(.callID, "Call-ID") }
        return String(decoding: value, as: UTF8.self)
    }

    /// CSeq (RFC 3261 §8.1.1.5: the number is less than 2³¹).
    func cseq() throws(Fault) -> CSeq {
        guard let field = only(.cseq) else { throw Fault(.missing, "CSeq") }
        let value = field.isFolded ? unfolded(field)[...] : bytes[field.value]
        guard let space = value.firstIndex(where: { $0 == 0x20 || $0 == 0x09 }), space > value.startIndex else {
            throw Fault(.cseq, "CSeq")
        }
        var number: UInt64 = 0
        for digit in value[..<space] {
            guard ByteSet.digits.holds(digit) else { throw Fault(.cseq, "CSeq") }
            number = number * 10 + UInt64(digit - 0x30)
            guard number < 1 << 31 else { throw Fault(.cseq, "CSeq") }
        }
        let method = value[space...].drop { $0 == 0x20 || $0 == 0x09 }
        guard !method.isEmpty, ByteSet.token.containsAll(method) else { throw Fault(.cseq, "CSeq") }
        return CSeq(UInt32(number), Method(String(decoding: method, as: UTF8.self)))
    }

    /// The value as a whole number without sign; `nil` when it is anything else or has more than nine digits.
    private func number(_ field: Field) -> Int? {
        let digits = bytes[field.value]
        guard (1...9).contains(digits.count) else { return nil }
        var number = 0
        for digit in digits {
            guard ByteSet.digits.holds(digit) else { return nil }
            number = number * 10 + Int(digit - 0x30)
        }
        return number
    }

    /// Finds the field that made osip refuse the whole, with our own parsers, so that the answer names it.
    func blame(_ fault: Fault) -> Fault {
        for field in fields {
            switch field.kind {
            case .via where Via.list(parsing: text(field)) == nil: return Fault(.via, "Via")
            case .from where NameAddress(parsing: text(field)) == nil: return Fault(.from, "From")
            case .to where NameAddress(parsing: text(field)) == nil: return Fault(.to, "To")
            case .contact where text(field) != "*" && NameAddress.list(parsing: text(field)) == nil:
                return Fault(.contact, "Contact")
            case .route where NameAddress.list(parsing: text(field)) == nil: return Fault(.route, "Route")
            case .recordRoute where NameAddress.list(parsing: text(field)) == nil:
                return Fault(.route, "Record-Route")
            default: continue
            }
        }
        return fault
    }
}
