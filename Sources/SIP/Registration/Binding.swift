/// Where an address of record can be reached now.
///
/// - Source: RFC 3261 §10; RFC 5626 §4.1 for instance and reg-id; RFC 3327 for the path.
package struct Binding: Hashable, Sendable {
    /// Whose it is: the key that the driver made of To, such as `211@clinic.example`.
    package var addressOfRecord: String
    /// The URI to send requests to.
    package var contact: SIPURI
    /// `+sip.instance`, which stays when the phone gets another address; with its brackets and without quotes.
    package var instance: String?
    /// `reg-id`: which of its flows the instance made.
    package var flowID: UInt32?
    /// The preference, 0…1000.
    package var preference: Int
    /// The Call-ID of the REGISTER that made or refreshed it.
    package var callID: String
    /// The CSeq number of that REGISTER.
    package var sequence: UInt32
    /// When it lapses: time since the Unix epoch, so that it outlives a restart.
    package var expires: Duration
    /// When it lapses by what the store was told last.
    var told: Duration
    /// Where the REGISTER came from, in the driver's words: behind NAT, the only address that works.
    package var receivedFrom: String
    /// What the phone calls us: the host of the address that it registered.
    package var domain: String?
    /// The proxies between us and the phone, next hop first.
    package var path: [NameAddress]
    /// The phone's make, as it says.
    package var userAgent: String?

    /// A binding of these parts.
    package init(
        addressOfRecord: String, contact: SIPURI, instance: String? = nil, flowID: UInt32? = nil,
        preference: Int = 1000, callID: String, sequence: UInt32, expires: Duration, receivedFrom: String,
        domain: String? = nil, path: [NameAddress] = [], userAgent: String? = nil
    ) {
        self.domain = domain
        self.addressOfRecord = addressOfRecord
        self.contact = contact
        self.instance = instance
        self.flowID = flowID
        self.preference = preference
        self.callID = callID
        self.sequence = sequence
        self.expires = expires
        told = expires
        self.receivedFrom = receivedFrom
        self.path = path
        self.userAgent = userAgent
    }

    /// Whether both are the same place: the same flow of the same instance, or without instance the same URI.
    func isSamePlace(as other: Binding) -> Bool {
        if let instance, let theirs = other.instance { return instance == theirs && flowID == other.flowID }
        return contact.matches(other.contact)
    }

    /// Whether the other one is this one asked for again: nothing is new but its end, and which REGISTER it is of.
    func isRefreshed(by other: Binding) -> Bool {
        receivedFrom == other.receivedFrom && contact == other.contact && domain == other.domain
            && instance == other.instance && flowID == other.flowID && preference == other.preference
            && userAgent == other.userAgent && path == other.path
    }
}

/// What a REGISTER, or the time, changed: for the store.
package enum BindingChange: Hashable, Sendable {
    /// The binding is new or has new values. A later end alone may be told some seconds late: ``BindingTable``.
    case stored(Binding)
    case removed(Binding, RemovalReason)

    /// Why a binding went.
    package enum RemovalReason: Hashable, Sendable {
        /// The phone said so.
        case unregistered
        /// Its time was over.
        case expired
        /// The same instance came from elsewhere.
        case replaced
        /// The address of record had too many, and this one would have lapsed first.
        case crowdedOut
    }
}
