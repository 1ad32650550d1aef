import CallModel
import Calls
import Routing

/// The engine over one routing table. A call keeps the table it began with; a reload gives new calls another one.
@Signalling
final class TableRouting: RoutingService {
    let table: RoutingTable
    private let clock: WallClock

    nonisolated init(table: RoutingTable, clock: WallClock) {
        self.table = table
        self.clock = clock
    }

    func decide(_ facts: CallFacts) -> Decision { table.decide(facts, at: clock.now()) }

    func decideAtOnce(_ facts: CallFacts) -> Decision? { decide(facts) }

    func safePlan(_ facts: CallFacts) -> Decision {
        table.safeDecision(facts, at: clock.now(), why: .callFailed)
    }

    func kept(_ facts: CallFacts) -> CallFacts { table.kept(facts) }

    func transferTarget(_ dialled: String) -> TransferTarget? { table.transferTarget(dialled) }

    var configuration: ConfigurationVersion { table.version }
}
