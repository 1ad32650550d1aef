import SIP
import Testing

@Suite("Server non-INVITE transaction, RFC 3261 §17.2.2, RFC 4320 §4")
struct ServerNonInviteTransactionTests {
    typealias Machine = ServerNonInviteTransaction

    static let roads: [(Machine.Phase, [String])] = [
        (.ready, []), (.trying, ["start"]), (.proceeding, ["start", "r100"]), (.completed, ["start", "r200"]),
        (.terminated, ["start", "abandon"]),
    ]
    static let events = [
        "start", "BYE", "r100", "r180", "r200", "r408", "r481", "trying", "abandon", "j", "transport",
    ]

    static func machine(_ transport: TransportReliability = .unreliable) -> Machine {
        Machine(request: MachineSamples.request(.bye), transport: transport)
    }

    static func apply(_ event: String, to machine: inout Machine) -> String {
        let actions =
            switch event {
            case "start": machine.start()
            case "transport": machine.transportFailed()
            case "BYE": machine.receive(MachineSamples.request(.bye))
            case "trying": machine.timerFired(.trying)
            case "abandon": machine.timerFired(.abandon)
            case "j": machine.timerFired(.j)
            default: machine.respond(status: Int(event.dropFirst()) ?? 0, bytes: Array(event.dropFirst().utf8))
            }
        return actions.map(\.words).joined(separator: ", ")
    }

    static let table = """
        ready | start | start trying 3.5 s, start abandon 32 s | trying
        ready | BYE | ignore wrongState | ready
        ready | r100 | ignore wrongState | ready
        ready | r180 | ignore forbiddenResponse | ready
        ready | r200 | send 200, start j 32 s | completed
        ready | r408 | ignore forbiddenResponse | ready
        ready | r481 | send 481, start j 32 s | completed
        ready | trying | ignore staleTimer | ready
        ready | abandon | ignore staleTimer | ready
        ready | j | ignore staleTimer | ready
        ready | transport | ignore wrongState | ready
        trying | start | ignore wrongState | trying
        trying | BYE | ignore retransmission | trying
        trying | r100 | stop trying, send 100 | proceeding
        trying | r180 | ignore forbiddenResponse | trying
        trying | r200 | stop trying, stop abandon, send 200, start j 32 s | completed
        trying | r408 | ignore forbiddenResponse | trying
        trying | r481 | stop trying, stop abandon, send 481, start j 32 s | completed
        trying | trying | respond 100 | trying
        trying | abandon | stop trying, terminated abandoned | terminated
        trying | j | ignore staleTimer | trying
        trying | transport | ignore wrongState | trying
        proceeding | start | ignore wrongState | proceeding
        proceeding | BYE | send 100 | proceeding
        proceeding | r100 | send 100 | proceeding
        proceeding | r180 | ignore forbiddenResponse | proceeding
        proceeding | r200 | stop abandon, send 200, start j 32 s | completed
        proceeding | r408 | ignore forbiddenResponse | proceeding
        proceeding | r481 | stop abandon, send 481, start j 32 s | completed
        proceeding | trying | ignore staleTimer | proceeding
        proceeding | abandon | terminated abandoned | terminated
        proceeding | j | ignore staleTimer | proceeding
        proceeding | transport | stop abandon, report transportFailed, terminated transportFailed | terminated
        completed | start | ignore wrongState | completed
        completed | BYE | send 200 | completed
        completed | r100 | ignore forbiddenResponse | completed
        completed | r180 | ignore forbiddenResponse | completed
        completed | r200 | ignore forbiddenResponse | completed
        completed | r408 | ignore forbiddenResponse | completed
        completed | r481 | ignore forbiddenResponse | completed
        completed | trying | ignore staleTimer | completed
        completed | abandon | ignore staleTimer | completed
        completed | j | terminated completed | terminated
        completed | transport | stop j, report transportFailed, terminated transportFailed | terminated
        terminated | start | ignore wrongState | terminated
        terminated | BYE | ignore wrongState | terminated
        terminated | r100 | ignore wrongState | terminated
        terminated | r180 | ignore wrongState | terminated
        terminated | r200 | ignore wrongState | terminated
        terminated | r408 | ignore wrongState | terminated
        terminated | r481 | ignore wrongState | terminated
        terminated | trying | ignore staleTimer | terminated
        terminated | abandon | ignore staleTimer | terminated
        terminated | j | ignore staleTimer | terminated
        terminated | transport | ignore wrongState | terminated
        """

    @Test("All 55 pairs of state and event on UDP do what the table says")
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

    @Test("100 goes out only after 3.5 s, when the client has slowed down to T2")
    func trying() {
        var machine = Self.machine()
        #expect(Self.apply("start", to: &machine) == "start trying 3.5 s, start abandon 32 s")
        #expect(Self.apply("trying", to: &machine) == "respond 100")
        #expect(Self.apply("r100", to: &machine) == "stop trying, send 100")
    }

    @Test("A request that is never answered ends in silence after 32 s, without 408")
    func silence() {
        var machine = Self.machine()
        _ = Self.apply("start", to: &machine)
        #expect(Self.apply("r408", to: &machine) == "ignore forbiddenResponse")
        #expect(Self.apply("abandon", to: &machine) == "stop trying, terminated abandoned")
    }

    @Test("A final response is repeated for each repeated request until timer J at 32 s")
    func timerJ() {
        var machine = Self.machine()
        #expect(Self.apply("r200", to: &machine) == "send 200, start j 32 s")
        #expect(Self.apply("BYE", to: &machine) == "send 200")
        #expect(Self.apply("BYE", to: &machine) == "send 200")
        #expect(Self.apply("j", to: &machine) == "terminated completed")
    }

    @Test("On TCP J is 0")
    func reliable() {
        var machine = Self.machine(.reliable)
        #expect(Self.apply("r200", to: &machine) == "send 200, terminated completed")
    }
}
