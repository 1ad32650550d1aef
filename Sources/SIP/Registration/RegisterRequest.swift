/// What a REGISTER asks for, and whether it may have it.
struct RegisterRequest {
    /// Why a REGISTER is refused as a whole.
    enum Refusal: Error, Hashable {
        /// 400: `Contact: *` without `Expires: 0`, or with other contacts.
        case badWildcard
        /// 400: a Contact that is no SIP URI.
        case badContact
        /// 423.
        case tooBrief
        /// 500: it was overtaken by a later one of the same Call-ID (RFC 3261 §10.3 step 7).
        case outOfOrder
        /// 403: more contacts in one request than an address of record may have.
        case tooMany

        func response(to request: SIPRequest, toTag: String, limits: BindingTable.Limits) -> SIPResponse {
            switch self {
            case .badWildcard: return request.response(400, reason: "Bad Wildcard Contact", toTag: toTag)
            case .badContact: return request.response(400, reason: "Bad Contact", toTag: toTag)
            case .outOfOrder: return request.response(500, reason: "CSeq Out Of Order", toTag: toTag)
            case .tooMany: return request.response(403, reason: "Too Many Contacts", toTag: toTag)
            case .tooBrief:
                var response = request.response(423, toTag: toTag)
                response.headers.set("Min-Expires", String(limits.minimum.wholeSeconds))
                return response
            }
        }
    }

    /// The bindings after the request, and how they came about.
    struct Merged {
        var bindings: [Binding]
        var changes: [BindingChange]
    }

    private let request: SIPRequest
    private let addressOfRecord: String
    private let receivedFrom: String
    private let limits: BindingTable.Limits
    private let now: Duration

    init(
        _ request: SIPRequest, addressOfRecord: String, receivedFrom: String, limits: BindingTable.Limits,
        now: Duration
    ) {
        self.request = request
        self.addressOfRecord = addressOfRecord
        self.receivedFrom = receivedFrom
        self.limits = limits
        self.now = now
    }

    private var expiresHeader: Int? { request.headers.number("Expires") }

    /// The bindings `live` with the request's taken in.
    func merged(into live: [Binding]) -> Result<Merged, Refusal> {
        let headers = request.headers
        if headers.contactIsWildcard {
            guard headers.contacts.isEmpty, expiresHeader == 0 else { return .failure(.badWildcard) }
            guard !live.contains(where: isOvertaken) else { return .failure(.outOfOrder) }
            return .success(Merged(bindings: [], changes: live.map { .removed($0, .unregistered) }))
        }
        guard headers.contacts.count <= limits.bindings else { return .failure(.tooMany) }
        var merged = Merged(bindings: live, changes: [])
        var taken: [Binding] = []
        for contact in headers.contacts {
            guard contact.uri.scheme == "sip" || contact.uri.scheme == "sips", !contact.uri.host.isEmpty else {
                return .failure(.badContact)
            }
            let asked = lifetime(of: contact)
            if asked > .zero, asked < limits.minimum { return .failure(.tooBrief) }
            let lifetime = min(asked, limits.maximum)
            let binding = binding(of: contact, lifetime: lifetime)
            if merged.bindings.contains(where: { isOvertaken($0) && $0.isSamePlace(as: binding) }),
                !taken.contains(where: { $0.isSamePlace(as: binding) })
            {
                return .failure(.outOfOrder)
            }
            merge(binding, lifetime: lifetime, into: &merged)
            taken.append(binding)
        }
        crowdOut(&merged, sparing: taken)
        return .success(merged)
    }

    private func merge(_ asked: Binding, lifetime: Duration, into merged: inout Merged) {
        var binding = asked
        var isKnown = false
        var index = merged.bindings.startIndex
        while index < merged.bindings.endIndex {
            guard merged.bindings[index].isSamePlace(as: binding) else {
                index += 1
                continue
            }
            let place = merged.bindings.remove(at: index)
            if lifetime <= .zero {
                merged.changes.append(.removed(place, .unregistered))
            } else if place.contact != binding.contact {
                // To the store another contact is another binding.
                merged.changes.append(.removed(place, .replaced))
            } else if place.isRefreshed(by: binding), place.told <= binding.expires, place.told - now >= lifetime / 2 {
                // Who comes before half of the time is over comes so again: were the new end lost, before the old one.
                binding.told = place.told
                isKnown = true
            }
        }
        guard lifetime > .zero else { return }
        merged.bindings.append(binding)
        if !isKnown { merged.changes.append(.stored(binding)) }
    }

    /// A phone that comes back under a new address must not be locked out by its own old ones: the newcomer stays.
    private func crowdOut(_ merged: inout Merged, sparing taken: [Binding]) {
        while merged.bindings.count > limits.bindings {
            let others = merged.bindings.filter { !taken.contains($0) }
            guard let first = others.min(by: { $0.expires < $1.expires }) else { return }
            merged.bindings.removeAll { $0 == first }
            merged.changes.append(.removed(first, .crowdedOut))
        }
    }

    private func isOvertaken(_ binding: Binding) -> Bool {
        binding.callID == request.headers.callID && request.headers.cseq.number <= binding.sequence
    }

    private func lifetime(of contact: NameAddress) -> Duration {
        let own = contact.parameters.value("expires").flatMap { Int($0) }
        guard let seconds = own ?? expiresHeader, seconds >= 0 else { return limits.standard }
        return .seconds(min(seconds, 1 << 31))
    }

    private func binding(of contact: NameAddress, lifetime: Duration) -> Binding {
        var uri = contact.uri.standingAlone
        uri.headers = nil
        return Binding(
            addressOfRecord: addressOfRecord, contact: uri, instance: contact.parameters.value("+sip.instance"),
            flowID: contact.parameters.value("reg-id").flatMap { UInt32($0) }, preference: preference(of: contact),
            callID: request.headers.callID, sequence: request.headers.cseq.number, expires: now + lifetime,
            receivedFrom: receivedFrom, domain: request.headers.to.uri.host.asciiLowercased,
            path: request.headers.all("Path").flatMap { NameAddress.list(parsing: $0) ?? [] },
            userAgent: request.headers.first("User-Agent"))
    }

    /// `q=0.7` in thousandths; 1000 when there is none that can be read.
    private func preference(of contact: NameAddress) -> Int {
        guard let q = contact.parameters.value("q").flatMap({ Double($0) }), q >= 0, q <= 1 else { return 1000 }
        return Int(q * 1000)
    }
}
