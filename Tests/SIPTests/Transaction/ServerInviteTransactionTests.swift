import SIP
import Testing

@Suite("Server INVITE transaction, RFC 3261 §17.2.1, RFC 6026 §7.1")
struct ServerInviteTransactionTests {
    typealias Machine = ServerInviteTransaction

    static let roads: [(Machine.Phase, [String])] = [
        (.ready, []), (.proceeding, ["start"]), (.completed, ["start", "r486"]),
        (.confirmed, ["start", "r486", "ACK"]), (.accepted, ["start", "r200"]), (.terminated, ["start", "r486", "h"]),
    ]
    static let events = [
        "start", "INVITE", "ACK", "BYE", "r100", "r180", "r200", "r486", "trying", "g", "h", "i", "l", "transport",
    ]

    static func machine(_ transport: TransportReliability = .unreliable) -> Machine {
        Machine(invite: MachineSamples.request(.invite), transport: transport)
    }

    static func apply(_ event: String, to machine: inout Machine) -> String {
        let actions =
            switch event {
            case "start": machine.start()
            case "transport": machine.transportFailed()
            case "INVITE", "ACK", "BYE": machine.receive(MachineSamples.request(Method(event)))
            case "trying": machine.timerFired(.trying)
            case "g": machine.timerFired(.g)
            case "h": machine.timerFired(.h)
            case "i": machine.timerFired(.i)
            case "l": machine.timerFired(.l)
            default: machine.respond(status: Int(event.dropFirst()) ?? 0, bytes: Array(event.dropFirst().utf8))
            }
        return actions.map(\.words).joined(separator: ", ")
    }

    static let table = """
        ready | start | start trying 200 ms | proceeding
        ready | INVITE | ignore wrongState | ready
        ready | ACK | ignore wrongState | ready
        ready | BYE | ignore wrongMethod | ready
        ready | r100 | send 100 | proceeding
        ready | r180 | send 180 | proceeding
        ready | r200 | send 200, start l 32 s | accepted
        ready | r486 | send 486, start g 500 ms, start h 32 s | completed
        ready | trying | ignore staleTimer | ready
        ready | g | ignore staleTimer | ready
        ready | h | ignore staleTimer | ready
        ready | i | ignore staleTimer | ready
        ready | l | ignore staleTimer | ready
        ready | transport | ignore wrongState | ready
        proceeding | start | ignore wrongState | proceeding
        proceeding | INVITE | respond 100 | proceeding
        proceeding | ACK | ignore wrongState | proceeding
        proceeding | BYE | ignore wrongMethod | proceeding
        proceeding | r100 | stop trying, send 100 | proceeding
        proceeding | r180 | stop trying, send 180 | proceeding
        proceeding | r200 | stop trying, send 200, start l 32 s | accepted
        proceeding | r486 | stop trying, send 486, start g 500 ms, start h 32 s | completed
        proceeding | trying | respond 100 | proceeding
        proceeding | g | ignore staleTimer | proceeding
        proceeding | h | ignore staleTimer | proceeding
        proceeding | i | ignore staleTimer | proceeding
        proceeding | l | ignore staleTimer | proceeding
        proceeding | transport | report transportFailed | proceeding
        completed | start | ignore wrongState | completed
        completed | INVITE | send 486 | completed
        completed | ACK | stop g, stop h, start i 5 s | confirmed
        completed | BYE | ignore wrongMethod | completed
        completed | r100 | ignore forbiddenResponse | completed
        completed | r180 | ignore forbiddenResponse | completed
        completed | r200 | ignore forbiddenResponse | completed
        completed | r486 | ignore forbiddenResponse | completed
        completed | trying | ignore staleTimer | completed
        completed | g | send 486, start g 1 s | completed
        completed | h | stop g, report timedOut, terminated timedOut | terminated
        completed | i | ignore staleTimer | completed
        completed | l | ignore staleTimer | completed
        completed | transport | report transportFailed | completed
        confirmed | start | ignore wrongState | confirmed
        confirmed | INVITE | ignore retransmission | confirmed
        confirmed | ACK | ignore retransmission | confirmed
        confirmed | BYE | ignore wrongMethod | confirmed
        confirmed | r100 | ignore forbiddenResponse | confirmed
        confirmed | r180 | ignore forbiddenResponse | confirmed
        confirmed | r200 | ignore forbiddenResponse | confirmed
        confirmed | r486 | ignore forbiddenResponse | confirmed
        confirmed | trying | ignore staleTimer | confirmed
        confirmed | g | ignore staleTimer | confirmed
        confirmed | h | ignore staleTimer | confirmed
        confirmed | i | terminated completed | terminated
        confirmed | l | ignore staleTimer | confirmed
        confirmed | transport | ignore wrongState | confirmed
        accepted | start | ignore wrongState | accepted
        accepted | INVITE | ignore retransmission | accepted
        accepted | ACK | deliver ACK | accepted
        accepted | BYE | ignore wrongMethod | accepted
        accepted | r100 | ignore forbiddenResponse | accepted
        accepted | r180 | ignore forbiddenResponse | accepted
        accepted | r200 | send 200 | accepted
        accepted | r486 | ignore forbiddenResponse | accepted
        accepted | trying | ignore staleTimer | accepted
        accepted | g | ignore staleTimer | accepted
        accepted | h | ignore staleTimer | accepted
        accepted | i | ignore staleTimer | accepted
        accepted | l | terminated completed | terminated
        accepted | transport | report transportFailed | accepted
        terminated | start | ignore wrongState | terminated
        terminated | INVITE | ignore wrongState | terminated
        terminated | ACK | ignore wrongState | terminated
        terminated | BYE | ignore wrongMethod | terminated
        terminated | r100 | ignore wrongState | terminated
        terminated | r180 | ignore wrongState | terminated
        terminated | r200 | ignore wrongState | terminated
        terminated | r486 | ignore wrongState | terminated
        terminated | trying | ignore staleTimer | terminated
        terminated | g | ignore staleTimer | terminated
        terminated | h | ignore staleTimer | terminated
        terminated | i | ignore staleTimer | terminated
        terminated | l | ignore staleTimer | terminated
        terminated | transport | ignore wrongState | terminated
        """

    @Test("All 84 pairs of state and event on UDP do what the table says")
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

    @Test("100 goes out after 200 ms of silence, and at once when the INVITE comes again")
    func trying() {
        var machine = Self.machine()
        #expect(Self.apply("start", to: &machine) == "start trying 200 ms")
        #expect(Self.apply("trying", to: &machine) == "respond 100")
        #expect(Self.apply("r100", to: &machine) == "stop trying, send 100")
        #expect(Self.apply("INVITE", to: &machine) == "send 100")
        #expect(Self.apply("r180", to: &machine) == "send 180")
        #expect(Self.apply("INVITE", to: &machine) == "send 180")
        #expect(Self.apply("trying", to: &machine) == "ignore staleTimer")
        var silent = Self.machine()
        _ = Self.apply("start", to: &silent)
        #expect(Self.apply("INVITE", to: &silent) == "respond 100")
    }

    @Test("The 100 has the INVITE's To without a tag, and its Timestamp")
    func tryingMessage() {
        var invite = MachineSamples.request(.invite)
        invite.headers.others = [HeaderField("Timestamp", "54")]
        var machine = Machine(invite: invite, transport: .unreliable)
        _ = machine.start()
        let actions = machine.timerFired(.trying)
        guard case .respondTrying(let response) = actions.first else {
            Issue.record("no 100 in \(actions)")
            return
        }
        #expect(response.headers.to.tag == nil)
        #expect(response.headers.first("Timestamp") == "54")
    }

    @Test("Timer G doubles from 500 ms to 4 s until timer H at 32 s, which tells that no ACK came")
    func timerG() {
        var machine = Self.machine()
        _ = Self.apply("start", to: &machine)
        #expect(Self.apply("r486", to: &machine) == "stop trying, send 486, start g 500 ms, start h 32 s")
        for interval in ["1 s", "2 s", "4 s", "4 s", "4 s"] {
            #expect(Self.apply("g", to: &machine) == "send 486, start g \(interval)")
        }
        #expect(Self.apply("h", to: &machine) == "stop g, report timedOut, terminated timedOut")
    }

    @Test("On TCP there is no timer G, and I is 0")
    func reliable() {
        var machine = Self.machine(.reliable)
        _ = Self.apply("start", to: &machine)
        #expect(Self.apply("r486", to: &machine) == "stop trying, send 486, start h 32 s")
        #expect(Self.apply("ACK", to: &machine) == "stop h, terminated completed")
    }

    @Test("A 2xx goes out as often as the session gives it, until timer L at 32 s")
    func accepted() {
        var machine = Self.machine()
        _ = Self.apply("start", to: &machine)
        #expect(Self.apply("r200", to: &machine) == "stop trying, send 200, start l 32 s")
        #expect(Self.apply("r200", to: &machine) == "send 200")
        #expect(Self.apply("INVITE", to: &machine) == "ignore retransmission")
        #expect(Self.apply("l", to: &machine) == "terminated completed")
    }
}
