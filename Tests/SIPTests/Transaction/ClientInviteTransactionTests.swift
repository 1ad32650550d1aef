import SIP
import Testing

@Suite("Client INVITE transaction, RFC 3261 §17.1.1, RFC 6026 §7.2")
struct ClientInviteTransactionTests {
    typealias Machine = ClientInviteTransaction

    static let roads: [(Machine.Phase, [String])] = [
        (.ready, []), (.calling, ["start"]), (.proceeding, ["start", "180"]), (.completed, ["start", "486"]),
        (.accepted, ["start", "200"]), (.terminated, ["start", "b"]),
    ]
    static let events = ["start", "180", "200", "486", "a", "b", "d", "m", "k", "transport", "abandon"]

    static func machine(_ transport: TransportReliability = .unreliable) -> Machine {
        Machine(invite: MachineSamples.request(.invite), transport: transport)
    }

    static func apply(_ event: String, to machine: inout Machine) -> String {
        let actions =
            switch event {
            case "start": machine.start()
            case "transport": machine.transportFailed()
            case "abandon": machine.abandon()
            case "a": machine.timerFired(.a)
            case "b": machine.timerFired(.b)
            case "d": machine.timerFired(.d)
            case "m": machine.timerFired(.m)
            case "k": machine.timerFired(.k)
            default: machine.receive(MachineSamples.response(Int(event) ?? 0))
            }
        return actions.map(\.words).joined(separator: ", ")
    }

    static let table = """
        ready | start | send INVITE, start a 500 ms, start b 32 s | calling
        ready | 180 | ignore wrongState | ready
        ready | 200 | ignore wrongState | ready
        ready | 486 | ignore wrongState | ready
        ready | a | ignore staleTimer | ready
        ready | b | ignore staleTimer | ready
        ready | d | ignore staleTimer | ready
        ready | m | ignore staleTimer | ready
        ready | k | ignore staleTimer | ready
        ready | transport | terminated transportFailed | terminated
        ready | abandon | terminated abandoned | terminated
        calling | start | ignore wrongState | calling
        calling | 180 | stop a, stop b, deliver 180 | proceeding
        calling | 200 | stop a, stop b, deliver 200, start m 32 s | accepted
        calling | 486 | stop a, stop b, send ACK, deliver 486, start d 32 s | completed
        calling | a | send INVITE, start a 1 s | calling
        calling | b | stop a, terminated timedOut | terminated
        calling | d | ignore staleTimer | calling
        calling | m | ignore staleTimer | calling
        calling | k | ignore staleTimer | calling
        calling | transport | stop a, stop b, terminated transportFailed | terminated
        calling | abandon | stop a, stop b, terminated abandoned | terminated
        proceeding | start | ignore wrongState | proceeding
        proceeding | 180 | deliver 180 | proceeding
        proceeding | 200 | deliver 200, start m 32 s | accepted
        proceeding | 486 | send ACK, deliver 486, start d 32 s | completed
        proceeding | a | ignore staleTimer | proceeding
        proceeding | b | ignore staleTimer | proceeding
        proceeding | d | ignore staleTimer | proceeding
        proceeding | m | ignore staleTimer | proceeding
        proceeding | k | ignore staleTimer | proceeding
        proceeding | transport | ignore wrongState | proceeding
        proceeding | abandon | terminated abandoned | terminated
        completed | start | ignore wrongState | completed
        completed | 180 | ignore lateResponse | completed
        completed | 200 | ignore lateResponse | completed
        completed | 486 | send ACK | completed
        completed | a | ignore staleTimer | completed
        completed | b | ignore staleTimer | completed
        completed | d | terminated completed | terminated
        completed | m | ignore staleTimer | completed
        completed | k | ignore staleTimer | completed
        completed | transport | stop d, terminated transportFailed | terminated
        completed | abandon | ignore wrongState | completed
        accepted | start | ignore wrongState | accepted
        accepted | 180 | ignore lateResponse | accepted
        accepted | 200 | deliver 200 | accepted
        accepted | 486 | ignore lateResponse | accepted
        accepted | a | ignore staleTimer | accepted
        accepted | b | ignore staleTimer | accepted
        accepted | d | ignore staleTimer | accepted
        accepted | m | terminated completed | terminated
        accepted | k | ignore staleTimer | accepted
        accepted | transport | ignore wrongState | accepted
        accepted | abandon | ignore wrongState | accepted
        terminated | start | ignore wrongState | terminated
        terminated | 180 | ignore lateResponse | terminated
        terminated | 200 | ignore lateResponse | terminated
        terminated | 486 | ignore lateResponse | terminated
        terminated | a | ignore staleTimer | terminated
        terminated | b | ignore staleTimer | terminated
        terminated | d | ignore staleTimer | terminated
        terminated | m | ignore staleTimer | terminated
        terminated | k | ignore staleTimer | terminated
        terminated | transport | ignore wrongState | terminated
        terminated | abandon | ignore wrongState | terminated
        """

    @Test("All 66 pairs of state and event on UDP do what the table says")
    func everyPair() throws {
        let rows = TableRow.parse(Self.table)
        #expect(rows.count == Machine.Phase.allCases.count * Self.events.count)
        for row in rows {
            var machine = Self.machine()
            let road = try #require(Self.roads.first { "\($0.0)" == row.state })
            for event in road.1 { _ = Self.apply(event, to: &machine) }
            #expect(machine.phase == road.0)
            #expect(Self.apply(row.event, to: &machine) == row.actions, "\(row)")
            #expect("\(machine.phase)" == row.next, "\(row)")
        }
    }

    @Test("Timer A doubles from 500 ms to 32 s and timer B ends it at 32 s, after 7 INVITEs")
    func timerA() {
        var machine = Self.machine()
        #expect(Self.apply("start", to: &machine) == "send INVITE, start a 500 ms, start b 32 s")
        let intervals = ["1 s", "2 s", "4 s", "8 s", "16 s", "32 s"]
        for interval in intervals {
            #expect(Self.apply("a", to: &machine) == "send INVITE, start a \(interval)")
        }
        // 0.5 + 1 + 2 + 4 + 8 + 16 = 31.5 s have passed; the next A would fire at 63.5 s.
        #expect(Self.apply("b", to: &machine) == "stop a, terminated timedOut")
    }

    @Test("On TCP there is no timer A, and D is 0: the ACK to a 486 goes out and it is over")
    func reliable() {
        var machine = Self.machine(.reliable)
        #expect(Self.apply("start", to: &machine) == "send INVITE, start b 32 s")
        #expect(Self.apply("486", to: &machine) == "stop b, send ACK, deliver 486, terminated completed")
        var accepted = Self.machine(.reliable)
        _ = Self.apply("start", to: &accepted)
        #expect(Self.apply("200", to: &accepted) == "stop b, deliver 200, start m 32 s")
    }

    @Test("The ACK to a 486 has the INVITE's URI, branch, number and Route, and the To of the 486")
    func acknowledgement() throws {
        var invite = MachineSamples.request(.invite, cseq: 314)
        invite.headers.route = [
            NameAddress(uri: SIPURI(host: "proxy.example", parameters: Parameters([.init("lr", nil)])))
        ]
        invite.headers.via.append(Via(transport: "UDP", host: "below.example"))
        var machine = Machine(invite: invite, transport: .unreliable)
        _ = machine.start()
        let actions = machine.receive(invite.response(486, toTag: "b7"))
        guard case .send(let ack) = try #require(actions.dropFirst(2).first) else {
            Issue.record("no ACK in \(actions)")
            return
        }
        #expect(ack.method == .ack)
        #expect(ack.uri == MachineSamples.bob)
        #expect(ack.headers.via == Array(invite.headers.via.prefix(1)))
        #expect(ack.headers.cseq == CSeq(314, .ack))
        #expect(ack.headers.to.tag == "b7")
        #expect(ack.headers.from == invite.headers.from)
        #expect(ack.headers.callID == "c1@client.example")
        #expect(ack.headers.route == invite.headers.route)
        #expect(ack.headers.contacts.isEmpty)
        #expect(ack.body.isEmpty)
    }

    @Test("A CANCEL repeats the INVITE's branch, number and To without tag, and tells its Reason")
    func cancel() throws {
        var machine = Self.machine()
        _ = machine.start()
        _ = machine.receive(MachineSamples.response(180))
        let invite = try #require(machine.invite)
        let cancel = SIPRequest.cancel(invite, reason: "SIP;cause=200;text=\"Call completed elsewhere\"")
        #expect(cancel.method == .cancel)
        #expect(cancel.headers.via == invite.headers.via)
        #expect(cancel.headers.cseq == CSeq(1, .cancel))
        #expect(cancel.headers.to.tag == nil)
        #expect(cancel.headers.first("Reason") == "SIP;cause=200;text=\"Call completed elsewhere\"")
        _ = machine.receive(MachineSamples.response(487))
        #expect(machine.invite == nil)
    }

    @Test("It takes 64 bytes at the most beside what its state holds")
    func size() {
        #expect(MemoryLayout<ClientInviteTransaction>.size <= 64)
        #expect(MemoryLayout<ClientNonInviteTransaction>.size <= 64)
        #expect(MemoryLayout<ServerInviteTransaction>.size <= 64)
        #expect(MemoryLayout<ServerNonInviteTransaction>.size <= 64)
    }

    @Test(
        "Taken up from another process it rings: 487 is acknowledged each time, for 32 s; 200 is delivered; 64·T1 end it",
        arguments: [
            (["487", "487", "d"], ["send ACK, deliver 487, start d 32 s", "send ACK", "terminated completed"]),
            (["180", "200"], ["deliver 180", "deliver 200, start m 32 s"]),
            (["start", "b", "abandon"], ["ignore wrongState", "ignore staleTimer", "terminated abandoned"]),
        ])
    func resumed(_ events: [String], _ actions: [String]) {
        var machine = Machine(resuming: MachineSamples.request(.invite), transport: .unreliable)
        #expect(machine.phase == .proceeding)
        #expect(events.map { Self.apply($0, to: &machine) } == actions)
    }
}
