/// The header fields of a message: those that signalling itself needs as typed values, all others as text, in order.
///
/// A value that is copied when it is written to: a message passes through half a dozen hands on its way, and each copy
/// of some thirty strings and arrays would cost more than reading the message did.
package struct Headers: Hashable, Sendable {
    private struct Fields: Hashable, Sendable {
        var via: [Via]
        var from: NameAddress
        var to: NameAddress
        var callID: String
        var cseq: CSeq
        var contacts: [NameAddress]
        var contactIsWildcard: Bool
        var route: [NameAddress]
        var recordRoute: [NameAddress]
        var maxForwards: Int?
        var contentTypeText: String?
        var others: [HeaderField]
    }

    // SAFETY: the box is written to only while this value alone refers to it (`detach`).
    private final class Box: @unchecked Sendable {
        var fields: Fields

        init(_ fields: Fields) { self.fields = fields }
    }

    private var box: Box

    private mutating func detach() {
        if !isKnownUniquelyReferenced(&box) { box = Box(box.fields) }
    }

    /// Topmost first.
    package var via: [Via] {
        _read { yield box.fields.via }
        _modify {
            detach()
            yield &box.fields.via
        }
    }
    package var from: NameAddress {
        _read { yield box.fields.from }
        _modify {
            detach()
            yield &box.fields.from
        }
    }
    package var to: NameAddress {
        _read { yield box.fields.to }
        _modify {
            detach()
            yield &box.fields.to
        }
    }
    package var callID: String {
        _read { yield box.fields.callID }
        _modify {
            detach()
            yield &box.fields.callID
        }
    }
    package var cseq: CSeq {
        _read { yield box.fields.cseq }
        _modify {
            detach()
            yield &box.fields.cseq
        }
    }
    package var contacts: [NameAddress] {
        _read { yield box.fields.contacts }
        _modify {
            detach()
            yield &box.fields.contacts
        }
    }
    /// `Contact: *` was written (RFC 3261 §10.2.2); ``contacts`` is empty then.
    package var contactIsWildcard: Bool {
        _read { yield box.fields.contactIsWildcard }
        _modify {
            detach()
            yield &box.fields.contactIsWildcard
        }
    }
    package var route: [NameAddress] {
        _read { yield box.fields.route }
        _modify {
            detach()
            yield &box.fields.route
        }
    }
    package var recordRoute: [NameAddress] {
        _read { yield box.fields.recordRoute }
        _modify {
            detach()
            yield &box.fields.recordRoute
        }
    }
    package var maxForwards: Int? {
        _read { yield box.fields.maxForwards }
        _modify {
            detach()
            yield &box.fields.maxForwards
        }
    }
    /// The value of Content-Type as it was written, parameters included.
    package var contentTypeText: String? {
        _read { yield box.fields.contentTypeText }
        _modify {
            detach()
            yield &box.fields.contentTypeText
        }
    }
    /// Everything else, in order: Authorization, Session-Expires, Diversion, …
    package var others: [HeaderField] {
        _read { yield box.fields.others }
        _modify {
            detach()
            yield &box.fields.others
        }
    }

    /// Header fields of these parts.
    package init(
        via: [Via] = [], from: NameAddress, to: NameAddress, callID: String, cseq: CSeq, contacts: [NameAddress] = [],
        contactIsWildcard: Bool = false, route: [NameAddress] = [], recordRoute: [NameAddress] = [],
        maxForwards: Int? = nil, contentType: String? = nil, others: [HeaderField] = []
    ) {
        box = Box(
            Fields(
                via: via, from: from, to: to, callID: callID, cseq: cseq, contacts: contacts,
                contactIsWildcard: contactIsWildcard, route: route, recordRoute: recordRoute, maxForwards: maxForwards,
                contentTypeText: contentType, others: others))
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.box === right.box || left.box.fields == right.box.fields
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(box.fields) }

    /// Content-Type without parameters and in lower case: `application/sdp`; setting it sets ``contentTypeText``.
    package var contentType: String? {
        get {
            guard let text = contentTypeText else { return nil }
            let end = text.utf8.firstIndex(of: UInt8(ascii: ";")) ?? text.endIndex
            return String(text[..<end]).trimmingSpace.asciiLowercased
        }
        set { contentTypeText = newValue }
    }

    /// The value of the first other field of this name, compared without case.
    package func first(_ name: String) -> String? {
        for index in others.indices where others[index].name.equalsIgnoringCase(name) { return others[index].value }
        return nil
    }

    /// The values of all other fields of this name, compared without case.
    package func all(_ name: String) -> [String] {
        var values: [String] = []
        for index in others.indices where others[index].name.equalsIgnoringCase(name) {
            values.append(others[index].value)
        }
        return values
    }
}
