/// The registrar: keeps the bindings of all addresses of record and answers REGISTER.
///
/// The driver has authenticated the request and found whose address of record it is. A REGISTER takes effect as a whole
/// or not at all.
///
/// A phone that only asks again moves nothing but the end of its binding. While the end that the store knows is at least
/// half of its time away, the store is told of the new one with the next ``expire(now:)``, once for many.
///
/// - Isolation: a value; the signalling loop has it.
/// - Source: RFC 3261 §10.3.
package struct BindingTable: Sendable {
    /// How long and how many.
    package struct Limits: Hashable, Sendable {
        /// Shorter ones get 423.
        package var minimum: Duration
        /// Longer ones are shortened.
        package var maximum: Duration
        /// For a phone that names none.
        package var standard: Duration
        /// How many bindings one address of record may have.
        package var bindings: Int

        /// Limits of these parts; 60 s, one hour, one hour, 10.
        package init(
            minimum: Duration = .seconds(60), maximum: Duration = .seconds(3600), standard: Duration = .seconds(3600),
            bindings: Int = 10
        ) {
            self.minimum = minimum
            self.maximum = maximum
            self.standard = standard
            self.bindings = max(bindings, 1)
        }
    }

    /// What came of a REGISTER.
    package struct Outcome: Hashable, Sendable {
        /// What to answer.
        package var response: SIPResponse
        /// What to write to the store; empty when it was refused or only asked.
        package var changes: [BindingChange]
    }

    private let limits: Limits
    private var table: [String: [Binding]] = [:]

    /// An empty registrar.
    package init(limits: Limits = Limits()) { self.limits = limits }

    /// Takes bindings from the store. Left out are those that have lapsed, places that have registered since, and what is
    /// too many.
    ///
    /// - Returns: those that it took.
    @discardableResult
    package mutating func restore(_ bindings: [Binding], now: Duration) -> [Binding] {
        bindings.filter { binding in
            let known = table[binding.addressOfRecord] ?? []
            guard binding.expires > now, known.count < limits.bindings,
                !known.contains(where: { $0.isSamePlace(as: binding) })
            else { return false }
            table[binding.addressOfRecord] = known + [binding]
            return true
        }
    }

    /// How many bindings there are, lapsed ones included until ``expire(now:)``.
    package var count: Int { table.values.reduce(0) { $0 + $1.count } }

    /// When the next binding lapses; `nil` when there is none.
    package var nextExpiry: Duration? { table.values.joined().map(\.expires).min() }

    /// The bindings of an address of record that have not lapsed, the preferred first.
    package func bindings(of addressOfRecord: String, now: Duration) -> [Binding] {
        (table[addressOfRecord] ?? []).filter { $0.expires > now }.sorted { $0.preference > $1.preference }
    }

    /// Removes what has lapsed, and tells of refreshes that were not told yet. To be called every 10 s.
    package mutating func expire(now: Duration) -> [BindingChange] {
        var changes: [BindingChange] = []
        for (address, bindings) in table where bindings.contains(where: { $0.expires <= now || $0.told != $0.expires })
        {
            changes += bindings.filter { $0.expires <= now }.map { .removed($0, .expired) }
            var live = bindings.filter { $0.expires > now }
            for index in live.indices where live[index].told != live[index].expires {
                live[index].told = live[index].expires
                changes.append(.stored(live[index]))
            }
            set(address, live)
        }
        return changes
    }

    /// Removes the bindings that came over a connection that is gone.
    package mutating func remove(receivedFrom source: String) -> [BindingChange] {
        var changes: [BindingChange] = []
        for (address, bindings) in table where bindings.contains(where: { $0.receivedFrom == source }) {
            changes += bindings.filter { $0.receivedFrom == source }.map { .removed($0, .unregistered) }
            set(address, bindings.filter { $0.receivedFrom != source })
        }
        return changes
    }

    /// Takes a REGISTER.
    ///
    /// - Parameters:
    ///   - addressOfRecord: whose it is.
    ///   - receivedFrom: where it came from.
    ///   - toTag: the tag for To, random.
    ///   - now: the time since the Unix epoch.
    package mutating func register(
        _ request: SIPRequest, addressOfRecord: String, receivedFrom: String, toTag: String, now: Duration
    ) -> Outcome {
        let current = table[addressOfRecord] ?? []
        var live = current
        var changes: [BindingChange] = []
        for index in current.indices.reversed() where current[index].expires <= now {
            live.remove(at: index)
            changes.append(.removed(current[index], .expired))
        }
        let asked = RegisterRequest(
            request, addressOfRecord: addressOfRecord, receivedFrom: receivedFrom, limits: limits, now: now)
        switch asked.merged(into: live) {
        case .failure(let refusal):
            return Outcome(response: refusal.response(to: request, toTag: toTag, limits: limits), changes: [])
        case .success(let merged):
            set(addressOfRecord, merged.bindings)
            var response = request.response(200, toTag: toTag)
            response.headers.contacts = merged.bindings.map { $0.contactField(now: now) }
            for path in request.headers.all("Path") { response.headers.others.append(HeaderField("Path", path)) }
            return Outcome(response: response, changes: changes.isEmpty ? merged.changes : changes + merged.changes)
        }
    }

    private mutating func set(_ addressOfRecord: String, _ bindings: [Binding]) {
        table[addressOfRecord] = bindings.isEmpty ? nil : bindings
    }
}

extension Binding {
    /// The Contact of a 200 to REGISTER, with the seconds that are left.
    fileprivate func contactField(now: Duration) -> NameAddress {
        var parameters = Parameters()
        if let instance {
            var parameter = Parameters.Parameter("+sip.instance", instance)
            parameter.isQuoted = true
            parameters.all.append(parameter)
        }
        if let flowID { parameters["reg-id"] = .some(String(flowID)) }
        parameters["expires"] = .some(String(max((expires - now).wholeSeconds, 0)))
        return NameAddress(uri: contact, parameters: parameters)
    }
}
