import CallModel
import Daemon
import Routing
import SIP
import SIPStack
import Testing

@Suite("What a configuration becomes")
struct LoadedValuesTests {
    @Test("The demo clinic's settings are the values that the daemon starts with")
    func demo() throws {
        let bytes = Array(try DemoClinicTests.text().utf8)
        let load = ConfigurationLoader.load(bytes, path: "/srv/demo/clinic.yaml", surroundings: .system)
        let configuration = try #require(load.configuration)
        #expect(
            configuration.sip.listeners == [
                .init(transport: .udp, host: "127.0.0.1", port: 5060),
                .init(transport: .tcp, host: "127.0.0.1", port: 5060),
                .init(transport: .tls, host: "127.0.0.1", port: 5061),
            ])
        #expect(configuration.sip.tls?.certificate == "/srv/demo/../../certs/server.pem")
        #expect(configuration.sip.realm == "riverside.example")
        #expect(configuration.media == .init(address: "127.0.0.1", ports: 20_000...20_999))
        #expect(configuration.stateDirectory == "/srv/demo/state")
        #expect(configuration.store == "/srv/demo/state/nightbell.sqlite")
        #expect(configuration.controlSocket == "/srv/demo/state/control.sock")
        #expect(
            configuration.trunks == [
                TrunkSettings(
                    name: "carrier", peers: [.init(host: "127.0.0.2", port: 5080)],
                    callerID: PhoneNumber(e164: "+16025550100"), channels: 10)
            ])
        #expect(configuration.phones.map(\.number) == ["201", "211", "212"])
        #expect(configuration.phones.map(\.password.value) == ["night-201", "night-211", "night-212"])
        #expect(configuration.prompts.count == 6)
        #expect(configuration.limits == LimitSettings())
        #expect(configuration.logging == .info)
        #expect(configuration.version.value.utf8.count == 12)
    }

    @Test("The version is of the content: one letter more is another version")
    func version() {
        let first = SmallClinic.load(SmallClinic.text).configuration?.version
        let same = SmallClinic.load(SmallClinic.text).configuration?.version
        let other = SmallClinic.load(SmallClinic.text + "\n# a comment").configuration?.version
        #expect(first != nil)
        #expect(first == same)
        #expect(other != nil)
        #expect(first != other)
    }

    @Test("A password comes from the file, from systemd, or from the first line of a file of its own")
    func passwords() {
        func password(_ text: String) -> String? {
            SmallClinic.load(SmallClinic.text.replacing("password: secret-201", with: "password: \(text)"))
                .configuration?
                .phones.first?.password.value
        }
        #expect(password("secret-201") == "secret-201")
        #expect(password("{ credential: phone-201 }") == "from systemd")
        #expect(password("{ file: secret }") == "from a file")
        #expect(password("{ file: /etc/clinic/secret }") == "from a file")
        #expect(password("{ credential: ../secret }") == nil)
    }

    @Test("Without systemd's credentials the finding names the way out")
    func noCredentials() {
        var surroundings = SmallClinic.surroundings
        surroundings.credentialsDirectory = nil
        let text = SmallClinic.text.replacing("password: secret-201", with: "password: { credential: p }")
        #expect(
            SmallClinic.load(text, surroundings).findings.map(\.message)
                == ["'phones.201.password': there are no credentials: $CREDENTIALS_DIRECTORY is not set"])
    }

    @Test("A secret shows itself in no description, dump or interpolation")
    func secret() {
        let phone = PhoneSettings(number: "201", name: "x", password: Secret("night-201"), place: .inside)
        var dumped = ""
        dump(phone, to: &dumped)
        #expect(!dumped.contains("night-201"))
        #expect(!"\(phone)".contains("night-201"))
        #expect(!String(reflecting: phone).contains("night-201"))
    }

    @Test("A trunk that registers has its server as its only peer")
    func registration() throws {
        let register =
            "register: { server: \"sip.example.net:5070\", user: clinic42, password: p, every: 5m }\n    transport: tls"
        let text = SmallClinic.text.replacing("peers: [192.0.2.10]", with: register)
        let trunk = try #require(SmallClinic.load(text).configuration?.trunks.first)
        #expect(trunk.peers == [.init(host: "sip.example.net", port: 5070)])
        #expect(trunk.mode == .registration(.init(user: "clinic42", password: "p"), expiry: .seconds(300)))
        #expect(trunk.transport == .tls)
    }

    @Test("A trunk with outbound: no carries calls in and none out")
    func inboundOnly() throws {
        let two = "peers: [192.0.2.10]\n    outbound: no\n  spare:\n    peers: [\"[2001:db8::1]:5080\"]"
        let text = SmallClinic.text.replacing("peers: [192.0.2.10]", with: two)
        let configuration = try #require(SmallClinic.load(text).configuration)
        #expect(configuration.trunks.map(\.name) == ["carrier", "spare"])
        #expect(configuration.trunks.last?.peers == [.init(host: "2001:db8::1", port: 5080)])
        #expect(configuration.clinic.trunks == ["spare"])
    }

    @Test("Audio is encrypted where `srtp` says so: off, optional, required, and nothing else")
    func encryption() throws {
        let plain = try #require(SmallClinic.load(SmallClinic.text).configuration)
        #expect(plain.trunkEncryption == [:])
        #expect(plain.phones.map(\.encryption) == [.off])
        let text = SmallClinic.text.replacing("[192.0.2.10]", with: "[192.0.2.10]\n    srtp: required")
            .replacing("trusted: yes", with: "trusted: yes, srtp: optional")
        let marked = try #require(SmallClinic.load(text).configuration)
        #expect(marked.trunkEncryption == ["carrier": .required])
        #expect(marked.phones.map(\.encryption) == [.optional])
        #expect(SmallClinic.load(text.replacing("srtp: optional", with: "srtp: maybe")).configuration == nil)
    }

    @Test("Trunks and phones are taken at their word unless they are marked as behind NAT")
    func behindNAT() throws {
        let plain = try #require(SmallClinic.load(SmallClinic.text).configuration)
        #expect(plain.trunksBehindNAT == [])
        #expect(plain.phones.map(\.place) == [.inside])
        let text = SmallClinic.text.replacing("[192.0.2.10]", with: "[192.0.2.10]\n    behind_nat: yes")
            .replacing("trusted: yes", with: "trusted: yes, behind_nat: yes")
        let marked = try #require(SmallClinic.load(text).configuration)
        #expect(marked.trunksBehindNAT == ["carrier"])
        #expect(marked.phones.map(\.place) == [.behindNAT])
    }

    @Test("A phone is challenged with MD5, or with SHA-256, or with both and SHA-256 first")
    func digest() {
        func algorithms(_ text: String) -> [DigestAlgorithm]? {
            SmallClinic.load(SmallClinic.text.replacing("trusted: yes", with: "trusted: yes\(text)")).configuration?
                .phones.first?.digest.algorithms
        }
        #expect(algorithms("") == [.md5])
        #expect(algorithms(", digest: md5") == [.md5])
        #expect(algorithms(", digest: SHA-256") == [.sha256])
        #expect(algorithms(", digest: both") == [.sha256, .md5])
    }

    @Test("Times, limits and sounds are read as they are written")
    func limits() throws {
        let text =
            SmallClinic.text.replacing(
                "    rounds: 2\n",
                with:
                    "    rounds: 3\n    caller_hears: ringback\n    comfort: no\n    leave_number: no\n    accept_within: 8s\n    due: 2h\n"
            ) + "\nlimits: { calls: 20, drain: 1m 30s, dead_media: no, longest_call: 2h }\nlogging: debug"
        let configuration = try #require(SmallClinic.load(text).configuration)
        #expect(configuration.limits.calls == 20)
        #expect(configuration.limits.drain == .seconds(90))
        #expect(configuration.limits.deadMedia == nil)
        #expect(configuration.limits.longestCall == .seconds(7200))
        #expect(configuration.logging == .debug)
        let number = try #require(PhoneNumber(e164: "+16025550100"))
        let run = DryRun(
            configuration.table, did: number, at: Timestamp(seconds: 1_798_192_800), keys: DryRunKey.list("5") ?? [])
        let instruction = try #require(run.steps.last { if case .exhausted = $0.point { false } else { true } })
        guard case .escalate(let plan)? = instruction.decision.plan.instructions.first else {
            Issue.record("no escalation")
            return
        }
        #expect(plan.callerHears.name == "nightbell-ringback")
        #expect(plan.comfort == nil)
        #expect(plan.leaveNumberKey == nil)
        #expect(plan.acceptTimeout == .seconds(8))
        #expect(plan.obligationDue == .seconds(7200))
    }

    @Test("An expectation that is not met refuses the configuration, and one that is met does not")
    func expectations() {
        func findings(_ line: String) -> [String] {
            SmallClinic.load(SmallClinic.text + "\nexpect:\n  - \(line)").findings.map(\.message)
        }
        let call = "at: 2026-12-25 03:00, number: \"+16025550100\", keys: \"5\""
        #expect(findings("{ \(call), rings: Dr. Adams }") == [])
        #expect(findings("{ \(call), rings: \"201\" }") == [])
        #expect(findings("{ \(call), rings: \"+16025550171\", within: 20s }") == [])
        #expect(findings("{ \(call), rings: baker, within: 35s }") == [])
        #expect(
            findings("{ \(call), rings: baker, within: 34s }") == [
                "expected 'baker' to be rung within 34s at Fri 2026-12-25 03:00 MST, and it is Dr. Adams; Dr. Baker is rung after 35s"
            ])
        #expect(
            findings("{ at: 2026-12-28 09:00, number: \"+16025550100\", rings: nobody }") == [
                "expected 'nobody' to be rung first at Mon 2026-12-28 09:00 MST, and it is Front desk"
            ])
    }
}
