import SIP

extension HeadScan {
    /// The fields that stay text, with their long names in the usual spelling.
    ///
    /// Refuses those that mean nothing when there are two (each RFC says so).
    func otherFields() throws(Fault) -> [HeaderField] {
        var others: [HeaderField] = []
        guard count(.other) > 0 else { return others }
        others.reserveCapacity(count(.other))
        var seen: UInt8 = 0
        for field in fields where field.kind == .other {
            let name = HeaderName.canonical(bytes[field.name])
            if let single = HeaderName.singles.firstIndex(of: name) {
                guard seen & 1 << single == 0 else { throw Fault(.duplicate, name) }
                seen |= 1 << single
            }
            others.append(HeaderField(name, text(field)))
        }
        return others
    }

    /// The body: as long as Content-Length says, or all that came.
    func body() throws(Fault) -> [UInt8] {
        guard let field = only(.contentLength) else { return Array(bytes[bodyStart...]) }
        guard let length = number(field), length <= bytes.count - bodyStart else {
            throw Fault(.contentLength, "Content-Length")
        }
        return length == 0 ? [] : Array(bytes[bodyStart..<bodyStart + length])
    }

    /// Max-Forwards, 0…255 (RFC 3261 §20.22); `nil` when it is absent.
    func maxForwards() throws(Fault) -> Int? {
        guard let field = only(.maxForwards) else { return nil }
        guard let hops = number(field), hops <= 255 else { throw Fault(.maxForwards, "Max-Forwards") }
        return hops
    }

    /// Call-ID, as it was written: `word [ "@" word ]`.
    func callID() throws(Fault) -> String {
        guard let field = only(.callID), !field.value.isEmpty else { throw Fault(.missing, "Call-ID") }
        let span = bytes.span.extracting(field.value)
        // A fold has white space in it, which no Call-ID may have.
        guard span[0] != UInt8(ascii: "@"), span[span.count - 1] != UInt8(ascii: "@"), ByteSet.callID.holdsAll(span)
        else { throw Fault(.callID, "Call-ID") }
        return bytes.asciiText(field.value)
    }

    /// CSeq (RFC 3261 §8.1.1.5: the number is less than 2³¹).
    func cseq() throws(Fault) -> CSeq {
        guard let field = only(.cseq) else { throw Fault(.missing, "CSeq") }
        guard !field.isFolded else { return try Self.cseq(unfolded(field).span) }
        return try Self.cseq(bytes.span.extracting(field.value))
    }

    private static func cseq(_ value: Span<UInt8>) throws(Fault) -> CSeq {
        var index = 0
        var number: UInt64 = 0
        while index < value.count, value[index] >= 0x30, value[index] <= 0x39 {
            number = number * 10 + UInt64(value[index] - 0x30)
            guard number < 1 << 31 else { throw Fault(.cseq, "CSeq") }
            index += 1
        }
        let behindNumber = index
        while index < value.count, value[index] == 0x20 || value[index] == 0x09 { index += 1 }
        let method = value.extracting(index...)
        guard behindNumber > 0, index > behindNumber, !method.isEmpty, ByteSet.token.holdsAll(method) else {
            throw Fault(.cseq, "CSeq")
        }
        return CSeq(UInt32(number), Method(method))
    }

    /// The value as a whole number without sign; `nil` when it is anything else or has more than nine digits.
    private func number(_ field: Field) -> Int? { bytes.span.extracting(field.value).wholeNumber }

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
