import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("Sweeps: struck at every place, a call ends lawfully with one record")
@Signalling
struct SweepTests {
    /// What strikes a call.
    enum Strike: String, CaseIterable, Sendable {
        case hangUp, cancel

        @Signalling
        func fall(on night: Night) {
            switch self {
            case .hangUp: night.caller.end(.remote)
            case .cancel: night.cancel()
            }
        }
    }

    /// Runs a scenario to its end, and a little further.
    private func run(_ scenario: Scenario, _ prepare: @Signalling (Night) -> Void) async throws -> Night {
        let night = try scenario.make()
        prepare(night)
        await night.begins()
        await scenario.play(night)
        if night.outcome == nil { await night.passes(.seconds(60)) }
        if night.outcome == nil { await night.callerHangsUp() }
        if night.outcome == nil { await night.passes(.seconds(20)) }
        return night
    }

    @Test("Hang-up and drain at the n-th suspension, for every n", arguments: Scenario.all, Strike.allCases)
    func everySuspension(_ scenario: Scenario, _ strike: Strike) async throws {
        let whole = try await run(scenario) { _ in }
        #expect(Verdict(whole).faults == [], "\(scenario), not struck")
        let suspensions = whole.chronicle.suspensions
        #expect(suspensions > 15)
        for place in 1...suspensions {
            let night = try await run(scenario) { night in
                night.chronicle.strikesAt = place
                night.chronicle.strike = { [unowned night] in strike.fall(on: night) }
            }
            #expect(Verdict(night).faults == [], "\(scenario), \(strike) at \(place): \(night.chronicle.lines)")
        }
    }

    @Test("The n-th commit fails, hangs, or all from the n-th on fail", arguments: Scenario.all)
    func everyCommit(_ scenario: Scenario) async throws {
        for place in 1...4 {
            for behaviour in [RecordingJournal.Behaviour.fails, .hangs] {
                for onwards in [true, false] {
                    let night = try await run(scenario) { night in
                        night.journal.commits = { count in
                            (onwards ? count >= place : count == place) ? behaviour : .works
                        }
                    }
                    #expect(
                        Verdict(night).faults == [],
                        "\(scenario), commit \(place) \(behaviour) \(onwards): \(night.chronicle.lines)")
                }
            }
        }
    }

    @Test("Hang-up at the n-th suspension while the store fails, for every n", arguments: Scenario.all)
    func everySuspensionWithoutStore(_ scenario: Scenario) async throws {
        let broken: @Signalling (Night) -> Void = { night in night.journal.commits = { _ in .fails } }
        let suspensions = try await run(scenario, broken).chronicle.suspensions
        for place in 1...suspensions {
            let night = try await run(scenario) { night in
                broken(night)
                night.chronicle.strikesAt = place
                night.chronicle.strike = { [unowned night] in night.caller.end(.remote) }
            }
            #expect(Verdict(night).faults == [], "\(scenario), hang-up at \(place): \(night.chronicle.lines)")
        }
    }

    @Test("A scenario takes the same course, line by line, in 3 runs", arguments: Scenario.all)
    func sameCourse(_ scenario: Scenario) async throws {
        let first = try await run(scenario) { _ in }.chronicle.lines
        for _ in 1...2 {
            #expect(try await run(scenario) { _ in }.chronicle.lines == first)
        }
    }
}
