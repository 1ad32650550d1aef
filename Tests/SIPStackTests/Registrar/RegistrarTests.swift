import CallModel
import NightbellWire
import SIP
import SIPStack
import Testing

@Signalling
@Suite("The registrar on the wire (RFC 3261 §10.3, §22; RFC 7616)", .onSignalling)
struct RegistrarTests {
    private static let phone = PhoneAccount(phone: "211", password: "night")

    @Test(
        "A phone is challenged with what it knows, and registers for 3600 s",
        arguments: [([DigestAlgorithm.md5], DigestAlgorithm.md5), ([.sha256], .sha256), ([.sha256, .md5], .sha256)])
    func digest(offered: [DigestAlgorithm], taken: DigestAlgorithm) async throws {
        try await TestStack.with(phones: [PhoneAccount(phone: "211", password: "night", algorithms: offered)]) { test in
            let account = try await test.account()
            let first = account.request(expires: 3600)
            let challenge = try await account.peer.ask(first)
            #expect(challenge.status == 401)
            let challenges = challenge.headers.all("WWW-Authenticate").compactMap(DigestChallenge.init(parsing:))
            #expect(challenges.map(\.algorithm) == offered)
            #expect(Set(challenges.map(\.realm)) == ["clinic.test"])
            let second = try #require(account.authorized(first, challenge))
            let shown = second.headers.first("Authorization").flatMap(DigestCredentials.init(parsing:))
            #expect(shown?.algorithm == taken)
            let response = try await account.peer.ask(second)
            #expect(response.status == 200)
            #expect(response.headers.contacts.map { $0.parameters.value("expires") } == ["3600"])
            #expect(test.stack.registrar.contacts(of: "211").map(\.flow.remote) == [account.peer.endpoint])
        }
    }

    @Test("A REGISTER without credentials makes no transaction: its copy is challenged anew, under the same tag")
    func challengedWithoutState() async throws {
        try await TestStack.with(phones: [Self.phone]) { test in
            let account = try await test.account()
            let request = account.request(expires: 3600)
            let peer = account.peer
            // The peer passes over a second answer to one branch: the copy comes by another way.
            let way = try await test.account().peer
            // A slow answer must not bring more copies than are counted.
            for peer in [peer, way] { peer.manners.repeats = false }
            let first = try await peer.response(to: peer.send(request, branch: "z9hG4bK1"))
            let copy = try await way.response(to: way.send(request, branch: "z9hG4bK1"))
            #expect([first.status, copy.status] == [401, 401])
            #expect(first.headers.to.tag != nil)
            #expect(copy.headers.to.tag == first.headers.to.tag)
            #expect(test.stack.transactions.live == 0)
            #expect(test.stack.registrar.counters.challenged == 2)
            let other = try await peer.response(to: peer.send(request, branch: "z9hG4bK2"))
            #expect(other.headers.to.tag != first.headers.to.tag)
        }
    }

    @Test("A wrong password, a stranger's name and another phone's address get 403, and nobody is registered")
    func wrong() async throws {
        let other = PhoneAccount(phone: "212", password: "other")
        try await TestStack.with(phones: [Self.phone, other]) { test in
            let wrong = try await test.account(password: "wrong")
            #expect(try await wrong.register().status == 403)
            let stranger = try await test.account("999", password: "night")
            #expect(try await stranger.register().status == 403)
            // 212 knows its own password, and wants to be 211.
            let thief = try await test.account("212", password: "other")
            var request = thief.request(expires: 3600)
            request.headers.to.uri.user = "211"
            let challenge = try await thief.peer.ask(request)
            let response = try await thief.peer.ask(try #require(thief.authorized(request, challenge)))
            #expect(response.status == 403)
            #expect(test.stack.registrar.bindings == 0)
            #expect(test.stack.registrar.counters.wrongPassword == 2)
            #expect(test.stack.registrar.counters.refused == 1)
        }
    }

    @Test("A digest that was seen once opens no door again: the same nonce and count are stale")
    func replay() async throws {
        try await TestStack.with(phones: [Self.phone]) { test in
            let account = try await test.account()
            let first = account.request(expires: 3600)
            let challenge = try await account.peer.ask(first)
            let second = try #require(account.authorized(first, challenge))
            #expect(try await account.peer.ask(second).status == 200)

            // Whoever listened sends it again from elsewhere, as a request of its own.
            let thief = try await SIPPeer.open(on: "127.0.0.8", towards: test.address)
            var copy = second
            copy.headers.via = []
            copy.headers.callID = "another"
            copy.headers.contacts = [thief.contact("211")]
            let refused = try await thief.ask(copy)
            #expect(refused.status == 401)
            #expect(refused.headers.first("WWW-Authenticate")?.contains("stale=true") == true)
            #expect(test.stack.registrar.contacts(of: "211").map(\.flow.remote) == [account.peer.endpoint])
        }
    }

    @Test("A nonce of a process before is stale, and the phone comes in with a fresh one without asking its user")
    func staleNonce() async throws {
        var nonce = ""
        try await TestStack.with(phones: [Self.phone]) { test in
            let account = try await test.account()
            let challenge = try await account.peer.ask(account.request())
            nonce = try #require(challenge.headers.first("WWW-Authenticate"))
        }
        let old = nonce
        try await TestStack.with(phones: [Self.phone]) { test in
            let account = try await test.account()
            let request = account.request(expires: 3600)
            var challenge = request.response(401, toTag: "before")
            challenge.headers.others = [HeaderField("WWW-Authenticate", old)]
            let second = try #require(account.authorized(request, challenge))
            let stale = try await account.peer.ask(second)
            #expect(stale.status == 401)
            #expect(stale.headers.first("WWW-Authenticate")?.contains("stale=true") == true)
            let third = try #require(account.authorized(second, stale))
            #expect(try await account.peer.ask(third).status == 200)
        }
    }

    @Test("2 sockets of a phone are 2 contacts, and unregistering one leaves the other")
    func contacts() async throws {
        try await TestStack.with(phones: [Self.phone]) { test in
            let log = ChangeLog()
            test.stack.registrar.onChange = { log.note($0) }
            let (desk, home) = (try await test.account(), try await test.account())
            #expect(try await desk.register().status == 200)
            let both = try await home.register()
            #expect(both.status == 200)
            #expect(both.headers.contacts.count == 2)
            #expect(test.stack.registrar.contacts(of: "211").count == 2)
            #expect(try await desk.register(expires: 0).status == 200)
            #expect(test.stack.registrar.contacts(of: "211").map(\.flow.remote) == [home.peer.endpoint])
            #expect(log.changes == ["stored 211", "stored 211", "removed 211: unregistered"])
        }
    }

    @Test("Contact: * with Expires: 0 takes all contacts away; with any other expiry it gets 400")
    func wildcard() async throws {
        try await TestStack.with(phones: [Self.phone]) { test in
            let account = try await test.account()
            let others = (0..<2).map { NameAddress(uri: SIPURI(user: "211", host: "127.0.0.3", port: 5060 + $0)) }
            #expect(try await account.register(others).headers.contacts.count == 2)
            #expect(try await account.register(expires: 60, isWildcard: true).status == 400)
            #expect(test.stack.registrar.bindings == 2)
            let response = try await account.register(expires: 0, isWildcard: true)
            #expect(response.status == 200)
            #expect(response.headers.contacts == [])
            #expect(test.stack.registrar.bindings == 0)
        }
    }

    @Test("A query without Contact lists what there is")
    func query() async throws {
        try await TestStack.with(phones: [Self.phone]) { test in
            let account = try await test.account()
            #expect(try await account.register([]).headers.contacts == [])
            #expect(try await account.register().headers.contacts.count == 1)
            #expect(try await account.register([]).headers.contacts.count == 1)
        }
    }

    @Test("59 s are too brief: 423 with Min-Expires 60; two hours are granted as one")
    func expiries() async throws {
        try await TestStack.with(phones: [Self.phone]) { test in
            let account = try await test.account()
            let brief = try await account.register(expires: 59)
            #expect(brief.status == 423)
            #expect(brief.headers.first("Min-Expires") == "60")
            let long = try await account.register(expires: 7200)
            #expect(long.headers.contacts.first?.parameters.value("expires") == "3600")
        }
    }

    @Test("A binding for 60 s is gone after 60 s, and its flow has no more service")
    func expiry() async throws {
        try await TestStack.with(phones: [Self.phone]) { test in
            let account = try await test.account()
            #expect(try await account.register(expires: 60).status == 200)
            test.time.advance(by: .seconds(59))
            #expect(test.stack.registrar.contacts(of: "211").count == 1)
            test.time.advance(by: .seconds(1))
            #expect(test.stack.registrar.contacts(of: "211").isEmpty)
        }
    }

    @Test("A REGISTER that was overtaken by a later one of its Call-ID gets 500")
    func outOfOrder() async throws {
        try await TestStack.with(phones: [Self.phone]) { test in
            let account = try await test.account()
            account.number = 100
            #expect(try await account.register().status == 200)
            account.number = 50
            #expect(try await account.register().status == 500)
            #expect(test.stack.registrar.bindings == 1)
        }
    }

    @Test(
        "Bindings over UDP are taken back from the store; the phone is known by its address at once, and what it calls us"
    )
    func restored() async throws {
        let log = BindingBox()
        var peer: SIPPeer?
        try await TestStack.with(phones: [Self.phone]) { test in
            test.stack.registrar.onChange = { change in
                if case .stored(let binding) = change { log.binding = binding }
            }
            let account = try await test.account()
            #expect(try await account.register().status == 200)
            peer = account.peer
        }
        let phone = try #require(peer)
        try await TestStack.with(phones: [Self.phone], restoring: [try #require(log.binding)]) { test in
            #expect(test.stack.registrar.contacts(of: "211").map(\.flow.remote) == [phone.endpoint])
            #expect(log.binding?.domain == "clinic.test")
            #expect(test.stack.registrar.isCalled("Clinic.TEST") && !test.stack.registrar.isCalled("other.test"))
            // Its address is known: its OPTIONS is answered, a stranger's is not.
            phone.daemon = test.address
            let response = try await phone.ask(phone.request(.options, to: "nightbell"))
            #expect(response.status == 200)
        }
    }

    @Test("An INVITE of a registered phone is challenged: the address alone makes no caller")
    func inviteChallenged() async throws {
        try await TestStack.with(phones: [Self.phone]) { test in
            let account = try await test.account()
            #expect(try await account.register().status == 200)
            let invite = account.peer.send(account.peer.request(.invite, to: "212", from: "211"))
            let challenge = try await account.peer.response(to: invite)
            #expect(challenge.status == 401)
            let second = account.peer.send(try #require(account.authorized(invite, challenge)))
            #expect(try await account.peer.response(to: second).status == 486)
            #expect(test.invites.unread == [.phone("211")])
        }
    }
}

/// What a registrar stored last.
@Signalling
final class BindingBox {
    var binding: Binding?
}
