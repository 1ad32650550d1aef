import SIP

extension HeadScan {
    /// The fields that stay text, with their long names in the usual spelling.
    func otherFields() -> [HeaderField] {
        var others: [HeaderField] = []
        others.reserveCapacity(fields.count)
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

    /// The value as a whole number without sign; `nil` when it is anything else or has more than nine digits.
    private func number(_ field: Field) -> Int? {
        let digits = bytes[field.value]
        guard (1...9).contains(digits.count) else { return nil }
        var number = 0
        for digit in digits {
            guard ByteSet.digits.contains(digit) else { return nil }
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
            case .cseq where !isCSeq(text(field)): return Fault(.cseq, "CSeq")
            default: continue
            }
        }
        return fault
    }

    private func isCSeq(_ text: String) -> Bool {
        let parts = text.split { $0 == " " || $0 == "\t" }
        return parts.count == 2 && ByteSet.digits.containsAll(String(parts[0]))
    }
}
