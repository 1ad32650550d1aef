package import CallModel

/// A registrar binding as it survives a restart. The store reads nothing into its texts.
package struct StoredBinding: Hashable, Sendable, Codable {
    /// The address of record: `sip:201@clinic.example`.
    package var aor: String
    /// The Contact's URI as the phone gave it. With the address of record it names the binding.
    package var contact: String
    /// Where the REGISTER came from and over what, as the registrar writes it: `udp 192.0.2.7:5060`.
    package var flow: String
    /// The Call-ID and CSeq of the REGISTER that was last obeyed (RFC 3261 §10.3 step 7).
    package var callID: String
    package var cseq: UInt32
    /// When it ends.
    package var expires: Timestamp
    /// `+sip.instance` (RFC 5626 §4.1), if the phone has one.
    package var instance: String?
    /// What the phone calls itself.
    package var userAgent: String?
    /// The Path headers (RFC 3327), the topmost first.
    package var path: [String]
    /// What the phone calls us; `nil` in rows of earlier versions.
    package var domain: String?

    /// A binding of these parts.
    package init(
        aor: String, contact: String, flow: String, callID: String, cseq: UInt32, expires: Timestamp,
        instance: String? = nil, userAgent: String? = nil, path: [String] = [], domain: String? = nil
    ) {
        self.domain = domain
        self.aor = aor
        self.contact = contact
        self.flow = flow
        self.callID = callID
        self.cseq = cseq
        self.expires = expires
        self.instance = instance
        self.userAgent = userAgent
        self.path = path
    }
}
