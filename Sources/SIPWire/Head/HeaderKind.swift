/// What this target itself needs to know of a header field.
enum HeaderKind: UInt8 {
    case via, from, to, callID, cseq, contact, route, recordRoute, maxForwards, contentType, contentLength, other

    /// The long name, as it is written; `nil` for ``other``.
    var name: String? {
        switch self {
        case .via: "Via"
        case .from: "From"
        case .to: "To"
        case .callID: "Call-ID"
        case .cseq: "CSeq"
        case .contact: "Contact"
        case .route: "Route"
        case .recordRoute: "Record-Route"
        case .maxForwards: "Max-Forwards"
        case .contentType: "Content-Type"
        case .contentLength: "Content-Length"
        case .other: nil
        }
    }

    /// Whether osip gets to see the field: those of which we take the structure from it.
    var isForOsip: Bool {
        switch self {
        case .via, .from, .to, .callID, .cseq, .contact, .route, .recordRoute: true
        case .maxForwards, .contentType, .contentLength, .other: false
        }
    }

    /// Whether a response repeats the field (RFC 3261 §8.2.6.2).
    var isEchoed: Bool {
        switch self {
        case .via, .from, .to, .callID, .cseq: true
        case .contact, .route, .recordRoute, .maxForwards, .contentType, .contentLength, .other: false
        }
    }

    /// How many values a message may have; `nil` when only the number of fields limits it.
    var limit: Int? {
        switch self {
        case .via: WireLimits.via
        case .contact: WireLimits.contacts
        case .route, .recordRoute: WireLimits.routes
        case .from, .to, .callID, .cseq, .maxForwards, .contentType, .contentLength: 1
        case .other: nil
        }
    }

    /// Whether several values may stand in one field, separated by commas.
    var isList: Bool {
        switch self {
        case .via, .contact, .route, .recordRoute: true
        case .from, .to, .callID, .cseq, .maxForwards, .contentType, .contentLength, .other: false
        }
    }

    /// The kind of a name, in any case and either form.
    init(_ name: Span<UInt8>) {
        switch name.count {
        case 1: self = Self.compact(name[0])
        case 2: self = Self.is(name, "to") ? .to : .other
        case 3: self = Self.is(name, "via") ? .via : .other
        case 4: self = Self.is(name, "from") ? .from : Self.is(name, "cseq") ? .cseq : .other
        case 5: self = Self.is(name, "route") ? .route : .other
        case 7: self = Self.is(name, "call-id") ? .callID : Self.is(name, "contact") ? .contact : .other
        case 12:
            self =
                Self.is(name, "max-forwards")
                ? .maxForwards
                : Self.is(name, "record-route")
                    ? .recordRoute : Self.is(name, "content-type") ? .contentType : .other
        case 14: self = Self.is(name, "content-length") ? .contentLength : .other
        default: self = .other
        }
    }

    private static func compact(_ letter: UInt8) -> HeaderKind {
        switch letter | 0x20 {
        case UInt8(ascii: "v"): .via
        case UInt8(ascii: "f"): .from
        case UInt8(ascii: "t"): .to
        case UInt8(ascii: "i"): .callID
        case UInt8(ascii: "m"): .contact
        case UInt8(ascii: "c"): .contentType
        case UInt8(ascii: "l"): .contentLength
        default: .other
        }
    }

    /// Whether the name is this word, whose length it has.
    private static func `is`(_ name: Span<UInt8>, _ word: StaticString) -> Bool {
        guard name.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { word in
            for index in name.indices where unsafe name[index] | 0x20 != word[index] { return false }
            return true
        }
    }
}
