package import SIP

/// The stateless answer to a request too malformed to become a ``SIPRequest``.
///
/// It echoes what could be read, as it was written: RFC 3261 §8.2.6.2 wants the fields equal, not understood.
package struct Refusal: Sendable {
    /// 400, 416, 505 or 513.
    package let status: Int
    /// What was wrong, in two or three words.
    package let reason: String
    /// The topmost Via: where the answer goes, and where the transport notes `received` and `rport`.
    package var via: Via
    /// The Via values below it, From, To, Call-ID and CSeq, as far as they were there, in the order they came.
    package let fields: [HeaderField]

    /// The answer as it goes on the wire.
    ///
    /// - Parameter toTag: added to To when that can be read and has no tag.
    package func serialized(toTag: String) -> [UInt8] {
        var head = "SIP/2.0 \(status) \(reason)\r\nVia: \(via.text)\r\n"
        for field in fields {
            head += "\(field.name): \(field.value)"
            if field.name == "To", let to = NameAddress(parsing: field.value), to.tag == nil,
                ByteSet.token.containsAll(toTag)
            {
                head += ";tag=\(toTag)"
            }
            head += "\r\n"
        }
        return Array((head + "Content-Length: 0\r\n\r\n").utf8)
    }
}

extension Refusal {
    /// The answer to the request of this scan; `nil` when it must not or cannot be answered.
    init?(_ code: WireError.Code, to scan: borrowing HeadScan) {
        guard scan.isAnswerableRequest else { return nil }
        var values: [HeaderField] = []
        for field in scan.fields where field.kind.isEchoed {
            values.append(HeaderField(field.kind.name ?? "", scan.text(field)))
        }
        guard let top = values.firstIndex(where: { $0.name == "Via" }),
            var vias = Via.list(parsingAnyVersion: values[top].value), !vias.isEmpty
        else { return nil }
        via = vias.removeFirst()
        values.replaceSubrange(top...top, with: vias.map { HeaderField("Via", $0.text) })
        fields = values
        (status, reason) = code.answer
    }
}
