import SIP
import Testing

@Suite("Registrar, RFC 3261 §10.3, RFC 5626, RFC 3327")
struct BindingTableTests {
    private let aor = "211@clinic.example"

    private func contact(
        _ host: String, expires: Int? = nil, instance: String? = nil, flow: Int? = nil, q: String? = nil
    ) -> NameAddress {
        var contact = NameAddress(uri: SIPURI(user: "211", host: host))
        if let instance { contact.parameters["+sip.instance"] = .some(instance) }
        if let flow { contact.parameters["reg-id"] = .some(String(flow)) }
        if let q { contact.parameters["q"] = .some(q) }
        if let expires { contact.parameters["expires"] = .some(String(expires)) }
        return contact
    }

    private func register(
        _ contacts: [NameAddress], cseq: UInt32 = 1, callID: String = "r1", expires: Int? = nil, wildcard: Bool = false
    ) -> SIPRequest {
        var request = MachineSamples.request(.register, cseq: cseq)
        request.headers.callID = callID
        request.headers.contacts = contacts
        request.headers.contactIsWildcard = wildcard
        if let expires { request.headers.others.append(HeaderField("Expires", String(expires))) }
        return request
    }

    private func take(_ table: inout BindingTable, _ request: SIPRequest, at seconds: Int = 0, from: String = "udp:a")
        -> BindingTable.Outcome
    {
        table.register(
            request, addressOfRecord: aor, receivedFrom: from, toTag: "t", now: .seconds(1_000_000 + seconds))
    }

    private func hosts(_ table: BindingTable, at seconds: Int = 0) -> [String] {
        table.bindings(of: aor, now: .seconds(1_000_000 + seconds)).map(\.contact.host)
    }

    private func left(_ outcome: BindingTable.Outcome) -> [String] {
        outcome.response.headers.contacts.map { "\($0.uri.host) \($0.parameters.value("expires") ?? "")" }
    }

    @Test("Two phones of one address of record are both kept, each with its own expiry; the 200 lists both")
    func twoPhones() {
        var table = BindingTable()
        #expect(left(take(&table, register([contact("p1", expires: 600)]))) == ["p1 600"])
        let second = take(&table, register([contact("p2")], callID: "r2", expires: 120), at: 100, from: "udp:b")
        #expect(second.response.status == 200)
        #expect(left(second) == ["p1 500", "p2 120"])
        #expect(second.changes.count == 1)
        #expect(hosts(table, at: 200) == ["p1", "p2"])
        #expect(hosts(table, at: 220) == ["p1"])
        #expect(table.bindings(of: "212@clinic.example", now: .zero).isEmpty)
        #expect(table.bindings(of: aor, now: .seconds(1_000_100)).map(\.receivedFrom) == ["udp:a", "udp:b"])
    }

    @Test("The Contact's expires wins over the header; none gives 3600; more than 3600 is shortened")
    func expiry() {
        var table = BindingTable()
        #expect(left(take(&table, register([contact("p1", expires: 90)], expires: 600))) == ["p1 90"])
        #expect(left(take(&table, register([contact("p1")], cseq: 2))) == ["p1 3600"])
        #expect(left(take(&table, register([contact("p1")], cseq: 3, expires: 86_400))) == ["p1 3600"])
        #expect(left(take(&table, register([contact("p1", expires: 1 << 40)], cseq: 4))) == ["p1 3600"])
    }

    @Test("59 s is too brief: 423 with Min-Expires 60, and nothing of the request is taken")
    func tooBrief() {
        var table = BindingTable()
        let outcome = take(&table, register([contact("p1", expires: 600), contact("p2", expires: 59)]))
        #expect(outcome.response.status == 423)
        #expect(outcome.response.headers.first("Min-Expires") == "60")
        #expect(outcome.changes.isEmpty)
        #expect(hosts(table).isEmpty)
        #expect(take(&table, register([contact("p1", expires: 60)], cseq: 2)).response.status == 200)
    }

    @Test("A refresh moves the expiry; the same or a lower CSeq of the same Call-ID gets 500; another Call-ID is taken")
    func order() {
        var table = BindingTable()
        _ = take(&table, register([contact("p1", expires: 100)], cseq: 5))
        #expect(take(&table, register([contact("p1", expires: 100)], cseq: 5), at: 10).response.status == 500)
        #expect(take(&table, register([contact("p1", expires: 100)], cseq: 4), at: 10).response.status == 500)
        #expect(left(take(&table, register([contact("p1", expires: 100)], cseq: 6), at: 50)) == ["p1 100"])
        #expect(hosts(table, at: 149) == ["p1"])
        #expect(take(&table, register([contact("p1")], cseq: 1, callID: "rebooted"), at: 60).response.status == 200)
        #expect(table.count == 1)
    }

    @Test(
        "Of refreshes in the first half of its 3600 s the store is told with the next tick, once; of one after 1801 s at once"
    )
    func toldOfRefreshes() {
        var table = BindingTable()
        #expect(take(&table, register([contact("p1")])).changes.count == 1)
        for second in 1...3 {
            let refresh = take(&table, register([contact("p1")], cseq: 1 + UInt32(second)), at: second)
            #expect(left(refresh) == ["p1 3600"])
            #expect(refresh.changes.isEmpty)
        }
        let told = table.expire(now: .seconds(1_000_010))
        guard told.count == 1, case .stored(let binding) = told[0] else {
            Issue.record("not told: \(told)")
            return
        }
        #expect(binding.expires == .seconds(1_003_603))
        #expect(binding.sequence == 4)
        #expect(table.expire(now: .seconds(1_000_020)).isEmpty)
        #expect(take(&table, register([contact("p1")], cseq: 5), at: 1803).changes.isEmpty)
        #expect(take(&table, register([contact("p1")], cseq: 6), at: 1804).changes.count == 1)
        #expect(table.expire(now: .seconds(1_001_810)).isEmpty)
    }

    @Test(
        "A refresh from elsewhere, of another make, or with an earlier end is told at once; one of another Call-ID is not"
    )
    func toldAtOnce() {
        var table = BindingTable()
        _ = take(&table, register([contact("p1")]))
        #expect(take(&table, register([contact("p1")], cseq: 2), from: "udp:b").changes.count == 1)
        #expect(take(&table, register([contact("p1")], cseq: 1, callID: "r2"), from: "udp:b").changes.isEmpty)
        var updated = register([contact("p1")], cseq: 1, callID: "r3")
        updated.headers.others.append(HeaderField("User-Agent", "Desk 1.1"))
        #expect(take(&table, updated, from: "udp:b").changes.count == 1)
        let brief = register([contact("p1", expires: 60)], cseq: 2, callID: "r3")
        #expect(take(&table, brief, from: "udp:b").changes.count == 1)
    }

    @Test("Expires 0 unregisters one contact; Contact: * with Expires 0 all of them")
    func unregister() {
        var table = BindingTable()
        _ = take(&table, register([contact("p1"), contact("p2"), contact("p3")]))
        let one = take(&table, register([contact("p2", expires: 0)], cseq: 2))
        #expect(left(one) == ["p1 3600", "p3 3600"])
        #expect(one.changes.count == 1)
        guard case .removed(let binding, .unregistered) = one.changes[0] else {
            Issue.record("not unregistered: \(one.changes)")
            return
        }
        #expect(binding.contact.host == "p2")
        #expect(take(&table, register([], cseq: 3, wildcard: true)).response.status == 400)
        #expect(take(&table, register([], cseq: 3, expires: 60, wildcard: true)).response.status == 400)
        #expect(take(&table, register([], cseq: 2, expires: 0, wildcard: true)).response.status == 200)
        #expect(hosts(table).isEmpty)
        #expect(take(&table, register([contact("p9", expires: 0)], cseq: 4)).changes.isEmpty)
    }

    @Test("A wildcard that was overtaken by a registration of the same Call-ID removes nothing")
    func wildcardOrder() {
        var table = BindingTable()
        _ = take(&table, register([contact("p1")], cseq: 7))
        #expect(take(&table, register([], cseq: 6, expires: 0, wildcard: true)).response.status == 500)
        #expect(hosts(table) == ["p1"])
    }

    @Test("A REGISTER without Contact only asks")
    func fetch() {
        var table = BindingTable()
        _ = take(&table, register([contact("p1", expires: 100)]))
        let outcome = take(&table, register([], cseq: 1), at: 40)
        #expect(outcome.response.status == 200)
        #expect(left(outcome) == ["p1 60"])
        #expect(outcome.changes.isEmpty)
    }

    @Test("The same instance from another address replaces its binding; another flow of it stays beside it")
    func instance() {
        var table = BindingTable()
        _ = take(&table, register([contact("old", instance: "<urn:uuid:1>")]))
        let moved = take(&table, register([contact("new", instance: "<urn:uuid:1>")], callID: "r2"))
        #expect(left(moved) == ["new 3600"])
        #expect(moved.changes.count == 2)
        guard case .removed(let old, .replaced) = moved.changes[0], case .stored(let new) = moved.changes[1] else {
            Issue.record("not replaced: \(moved.changes)")
            return
        }
        #expect(old.contact.host == "old")
        #expect(new.contact.host == "new")
        #expect(moved.response.headers.contacts[0].parameters.value("+sip.instance") == "<urn:uuid:1>")
        _ = take(&table, register([contact("new", instance: "<urn:uuid:1>", flow: 2)], callID: "r3"))
        #expect(table.count == 2)
        _ = take(&table, register([contact("x", instance: "<urn:uuid:2>")], callID: "r4"))
        #expect(table.count == 3)
    }

    @Test("The eleventh phone crowds out the one that would lapse first; eleven in one request get 403")
    func crowd() {
        var table = BindingTable()
        for number in 1...10 {
            _ = take(&table, register([contact("p\(number)", expires: 600 + number)], callID: "r\(number)"))
        }
        let outcome = take(&table, register([contact("p11", expires: 60)], callID: "r11"))
        #expect(table.count == 10)
        #expect(!hosts(table).contains("p1"))
        #expect(hosts(table).contains("p11"))
        guard case .removed(let gone, .crowdedOut) = outcome.changes.last else {
            Issue.record("nobody crowded out: \(outcome.changes)")
            return
        }
        #expect(gone.contact.host == "p1")
        let many = (1...11).map { contact("m\($0)") }
        #expect(take(&table, register(many, callID: "r12")).response.status == 403)
    }

    @Test("Preference decides the order, the Path and User-Agent are kept, the Path is echoed")
    func details() {
        var table = BindingTable()
        var request = register([contact("low", q: "0.2"), contact("high", q: "0.9"), contact("none")])
        request.headers.others.append(HeaderField("Path", "<sip:p1.example;lr>, <sip:p2.example;lr>"))
        request.headers.others.append(HeaderField("User-Agent", "Desk 1.0"))
        let outcome = take(&table, request)
        #expect(hosts(table) == ["none", "high", "low"])
        let binding = table.bindings(of: aor, now: .zero).first
        #expect(binding?.path.map(\.uri.host) == ["p1.example", "p2.example"])
        #expect(binding?.userAgent == "Desk 1.0")
        #expect(outcome.response.headers.first("Path") == "<sip:p1.example;lr>, <sip:p2.example;lr>")
    }

    @Test("A Contact that is no SIP URI gets 400")
    func badContact() {
        var table = BindingTable()
        let mail = NameAddress(uri: SIPURI(scheme: "mailto", host: "", opaque: "x@example.com"))
        #expect(take(&table, register([mail])).response.status == 400)
    }

    @Test("What lapsed is told once, and what the store gives back is taken unless it has lapsed")
    func expireAndRestore() {
        var table = BindingTable()
        _ = take(&table, register([contact("p1", expires: 100), contact("p2", expires: 200)]))
        #expect(table.nextExpiry == .seconds(1_000_100))
        let kept = table.bindings(of: aor, now: .seconds(1_000_000))
        let changes = table.expire(now: .seconds(1_000_100))
        #expect(changes.count == 1)
        #expect(table.expire(now: .seconds(1_000_100)).isEmpty)
        #expect(table.count == 1)
        var restored = BindingTable()
        restored.restore(kept, now: .seconds(1_000_150))
        #expect(hosts(restored, at: 150) == ["p2"])
        #expect(restored.nextExpiry == .seconds(1_000_200))
    }

    @Test("Bindings that come late from the store: who has registered since is where they said; the 10th is the last")
    func late() {
        var before = BindingTable()
        let kept = (1...12).flatMap { place in
            take(&before, register([contact("p\(place)", instance: "<urn:uuid:\(place)>")], callID: "r\(place)"))
                .changes.compactMap { if case .stored(let binding) = $0 { binding } else { nil } }
        }
        var table = BindingTable()
        _ = take(&table, register([contact("moved", instance: "<urn:uuid:1>")]), at: 10, from: "udp:b")
        #expect(table.restore(kept, now: .seconds(1_000_020)).count == 9)
        #expect(hosts(table, at: 20) == ["moved"] + (2...10).map { "p\($0)" })
        #expect(table.restore(kept, now: .seconds(1_000_020)) == [], "a second time changes nothing")
    }

    @Test("A connection that goes takes its bindings with it, and no others")
    func flowGone() {
        var table = BindingTable()
        _ = take(&table, register([contact("p1")]), from: "tcp:1")
        _ = take(&table, register([contact("p2")], callID: "r2"), from: "tcp:2")
        #expect(table.remove(receivedFrom: "tcp:1").count == 1)
        #expect(hosts(table) == ["p2"])
    }
}
