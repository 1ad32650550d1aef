import SIP
import Testing

@Suite("Registration with a provider, RFC 3261 §10.2, RFC 5626 §4.5")
struct ClientRegistrationTests {
    private let settings = ClientRegistration.Settings(
        registrar: SIPURI(host: "trunk.example"),
        addressOfRecord: NameAddress(uri: SIPURI(user: "clinic", host: "trunk.example")),
        contact: NameAddress(uri: SIPURI(user: "clinic", host: "10.0.0.1", port: 5060)), callID: "reg1", tag: "f1",
        others: [HeaderField("Supported", "path")])

    private func words(_ actions: [ClientRegistration.Action]) -> String {
        actions.map { action in
            switch action {
            case .send(let request):
                "send \(request.headers.cseq.number) for \(request.headers.first("Expires") ?? "?")"
            case .startTimer(let timer, let duration): "start \(timer) \(duration.words)"
            case .stopTimer(let timer): "stop \(timer)"
            case .challenged(_, let response): "challenged \(response.status)"
            case .registered(let time, _): "registered \(time.words)"
            case .failed(let failure): "failed: \(failure.inWords)"
            case .stopped: "stopped"
            case .ignore(let surprise): "ignore \(surprise)"
            }
        }.joined(separator: ", ")
    }

    private func response(_ status: Int, _ cseq: UInt32, expires: Int? = nil, others: [HeaderField] = []) -> SIPResponse
    {
        var response = MachineSamples.request(.register, cseq: cseq).response(status)
        response.headers.others = others
        if let expires {
            var contact = settings.contact
            contact.parameters["expires"] = .some(String(expires))
            let stranger = NameAddress(
                uri: SIPURI(host: "other.example"), parameters: Parameters([.init("expires", "9")]))
            response.headers.contacts = [stranger, contact]
        }
        return response
    }

    private func registered(_ expires: Int = 3600) -> ClientRegistration {
        var registration = ClientRegistration(settings)
        _ = registration.start()
        _ = registration.receive(response(200, 1, expires: expires), jitter: 0)
        return registration
    }

    @Test("The REGISTER goes to the domain, with our tag, Contact and Expires 3600, and its number grows")
    func request() throws {
        var registration = ClientRegistration(settings)
        #expect(registration.inWords == "not registered")
        let actions = registration.start()
        #expect(words(actions) == "send 1 for 3600")
        guard case .send(let request) = actions[0] else { return }
        #expect(request.uri == SIPURI(host: "trunk.example"))
        #expect(request.headers.from.tag == "f1")
        #expect(request.headers.to.tag == nil)
        #expect(request.headers.callID == "reg1")
        #expect(request.headers.contacts == [settings.contact])
        #expect(request.headers.first("Supported") == "path")
        #expect(registration.inWords == "registering")
        #expect(words(registration.start()) == "ignore wrongState")
    }

    @Test(
        "The refresh comes after 3240 s of 3600, 240 of 300, 60 of 120, 30 of 60, and a tenth earlier with full jitter",
        arguments: [
            (3600, 0.0, "3240 s"), (300, 0, "240 s"), (120, 0, "60 s"), (60, 0, "30 s"), (3600, 1, "2916 s"),
        ])
    func refresh(_ granted: Int, _ jitter: Double, _ wanted: String) {
        var registration = ClientRegistration(settings)
        _ = registration.start()
        let actions = registration.receive(response(200, 1, expires: granted), jitter: jitter)
        #expect(words(actions) == "registered \(granted) s, start refresh \(wanted)")
        #expect(registration.inWords == "registered for \(granted) s")
        #expect(words(registration.timerFired(.refresh)) == "send 2 for 3600")
    }

    @Test("A 200 without our Contact grants its Expires header, or what was asked for")
    func granted() {
        var registration = ClientRegistration(settings)
        _ = registration.start()
        let header = response(200, 1, others: [HeaderField("Expires", "300")])
        #expect(words(registration.receive(header, jitter: 0)) == "registered 300 s, start refresh 240 s")
        _ = registration.timerFired(.refresh)
        #expect(words(registration.receive(response(200, 2), jitter: 0)) == "registered 3600 s, start refresh 3240 s")
    }

    @Test("401 and 407 are answered with credentials; the fifth challenge in a row is given up for a minute")
    func challenges() {
        var registration = ClientRegistration(settings)
        _ = registration.start()
        for number in UInt32(1)...4 {
            let status = number.isMultiple(of: 2) ? 407 : 401
            #expect(words(registration.receive(response(status, number), jitter: 0)) == "challenged \(status)")
            let actions = registration.authorize([HeaderField("Authorization", "Digest n=\(number)")])
            #expect(words(actions) == "send \(number + 1) for 3600")
            guard case .send(let request) = actions[0] else { return }
            #expect(request.headers.all("Authorization") == ["Digest n=\(number)"])
        }
        #expect(
            words(registration.receive(response(401, 5), jitter: 0))
                == "failed: refused credentials, start retry 60 s")
        #expect(registration.inWords == "waiting 60 s after refused credentials")
    }

    @Test("Without credentials it waits a minute")
    func giveUp() {
        var registration = ClientRegistration(settings)
        _ = registration.start()
        _ = registration.receive(response(401, 1), jitter: 0)
        #expect(words(registration.giveUp(jitter: 0)) == "failed: refused credentials, start retry 60 s")
        #expect(words(registration.giveUp(jitter: 0)) == "ignore wrongState")
    }

    @Test("423 with Min-Expires 7200 asks for 7200 at once, and from then on")
    func tooBrief() {
        var registration = ClientRegistration(settings)
        _ = registration.start()
        let brief = response(423, 1, others: [HeaderField("Min-Expires", "7200")])
        #expect(words(registration.receive(brief, jitter: 0)) == "send 2 for 7200")
        _ = registration.receive(response(200, 2, expires: 7200), jitter: 0)
        #expect(words(registration.timerFired(.refresh)) == "send 3 for 7200")
        let absurd = response(423, 3, others: [HeaderField("Min-Expires", "60")])
        #expect(
            words(registration.receive(absurd, jitter: 0)) == "failed: 423 Interval Too Brief, start retry 60 s")
    }

    @Test("Failures wait 5, 10, 20, 40, … to 300 s without jitter, twice that with it; a success starts anew")
    func backOff() {
        var registration = ClientRegistration(settings)
        _ = registration.start()
        for (index, pause) in ["5 s", "10 s", "20 s", "40 s", "80 s", "160 s", "300 s", "300 s"].enumerated() {
            #expect(
                words(registration.requestFailed(CSeq(UInt32(index + 1), .register), .timedOut, jitter: 0))
                    == "failed: no answer, start retry \(pause)")
            _ = registration.timerFired(.retry)
        }
        #expect(
            words(registration.requestFailed(CSeq(9, .register), .transportFailed, jitter: 1))
                == "failed: no connection, start retry 600 s")
        _ = registration.timerFired(.retry)
        _ = registration.receive(response(200, 10, expires: 60), jitter: 0)
        _ = registration.timerFired(.refresh)
        #expect(
            words(registration.receive(response(500, 11), jitter: 0.5))
                == "failed: 500 Server Internal Error, start retry 7.5 s")
    }

    @Test("403 waits a minute at least; 503 as long as Retry-After says")
    func refused() {
        var registration = ClientRegistration(settings)
        _ = registration.start()
        #expect(words(registration.receive(response(403, 1), jitter: 0)) == "failed: 403 Forbidden, start retry 60 s")
        #expect(registration.inWords == "waiting 60 s after 403 Forbidden")
        _ = registration.timerFired(.retry)
        let busy = response(503, 2, others: [HeaderField("Retry-After", "120")])
        #expect(
            words(registration.receive(busy, jitter: 0)) == "failed: 503 Service Unavailable, start retry 120 s")
    }

    @Test("A change of the link registers at once from every state, and old responses are passed over")
    func linkChanged() {
        var registration = registered()
        #expect(words(registration.linkChanged()) == "stop refresh, send 2 for 3600")
        #expect(words(registration.linkChanged()) == "send 3 for 3600")
        #expect(words(registration.receive(response(403, 2), jitter: 0)) == "ignore unknownResponse")
        _ = registration.receive(response(503, 3), jitter: 0)
        #expect(words(registration.linkChanged()) == "stop retry, send 4 for 3600")
        var idle = ClientRegistration(settings)
        #expect(words(idle.linkChanged()) == "ignore wrongState")
    }

    @Test("Stopping unregisters with Expires 0, answers a challenge to that, and ends however it goes")
    func stop() {
        var registration = registered()
        #expect(words(registration.stop()) == "stop refresh, send 2 for 0")
        #expect(registration.inWords == "unregistering")
        #expect(words(registration.receive(response(401, 2), jitter: 0)) == "challenged 401")
        #expect(words(registration.authorize([])) == "send 3 for 0")
        #expect(words(registration.receive(response(200, 3), jitter: 0)) == "stopped")
        #expect(registration.inWords == "unregistered")
        #expect(words(registration.stop()) == "ignore wrongState")
        var silent = registered()
        _ = silent.stop()
        #expect(words(silent.requestFailed(CSeq(2, .register), .timedOut, jitter: 0)) == "stopped")
        var idle = ClientRegistration(settings)
        #expect(words(idle.stop()) == "stopped")
        var waiting = ClientRegistration(settings)
        _ = waiting.start()
        _ = waiting.receive(response(500, 1), jitter: 0)
        #expect(words(waiting.stop()) == "stop retry, send 2 for 0")
    }

    @Test("Timers of another state are stale")
    func staleTimers() {
        var registration = registered()
        #expect(words(registration.timerFired(.retry)) == "ignore staleTimer")
        _ = registration.timerFired(.refresh)
        #expect(words(registration.timerFired(.refresh)) == "ignore staleTimer")
    }
}
