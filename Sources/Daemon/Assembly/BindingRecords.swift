import CallModel
import SIP
import Storage

/// Bindings between the registrar's values and the store's.
extension StoredBinding {
    /// The binding as the store keeps it.
    init(_ binding: Binding) {
        self.init(
            aor: binding.addressOfRecord, contact: binding.contact.text, flow: binding.receivedFrom,
            callID: binding.callID, cseq: binding.sequence,
            expires: Timestamp(microseconds: Int64(binding.expires / .microseconds(1))), instance: binding.instance,
            userAgent: binding.userAgent, path: binding.path.map(\.text), domain: binding.domain)
    }

    /// The binding as the registrar keeps it; `nil` when the row cannot be read any more.
    var binding: Binding? {
        guard let uri = SIPURI(parsing: contact) else { return nil }
        return Binding(
            addressOfRecord: aor, contact: uri, instance: instance, callID: callID, sequence: cseq,
            expires: .microseconds(expires.microseconds), receivedFrom: flow, domain: domain,
            path: path.compactMap { NameAddress(parsing: $0) }, userAgent: userAgent)
    }
}

extension Bindings {
    /// Writes a change of the registrar behind.
    func note(_ change: BindingChange) {
        switch change {
        case .stored(let binding): put(StoredBinding(binding))
        case .removed(let binding, _): remove(aor: binding.addressOfRecord, contact: binding.contact.text)
        }
    }
}
