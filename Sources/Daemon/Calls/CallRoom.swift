import CallModel
import Routing
import SIPStack

/// How many calls there may be, and how many RTP endpoints, and whose the last of them are.
///
/// Where the clinic marks numbers as urgent, a fifth of both is kept for calls to those: routine calls are asked to come
/// again (503, Retry-After) before an urgent one is. A call that has been taken is never refused anything.
struct CallRoom: Hashable {
    private let calls: Room
    private let endpoints: Room
    private let urgent: Set<PhoneNumber>

    init(calls: Int, endpoints: Int, urgent: Set<PhoneNumber>) {
        self.calls = urgent.isEmpty ? Room(total: calls) : Room(keepingAFifthOf: calls)
        self.endpoints = urgent.isEmpty ? Room(total: endpoints) : Room(keepingAFifthOf: endpoints)
        self.urgent = urgent
    }

    /// Whether a call to `number` finds room beside so many calls and endpoints.
    func has(_ number: PhoneNumber?, calls callsInUse: Int, endpoints endpointsInUse: Int) -> Bool {
        let urgency = number.map { urgent.contains($0) ? Urgency.urgent : .routine } ?? .routine
        return calls.has(urgency, beside: callsInUse) && endpoints.has(urgency, beside: endpointsInUse)
    }
}

extension LoadedConfiguration {
    /// The numbers that are marked `urgent: yes`.
    var urgentNumbers: Set<PhoneNumber> {
        Set(clinic.numbers.filter { $0.urgency == .urgent }.map(\.number.value))
    }

    /// RTP endpoints at a time: two ports each, and no more than the engine keeps.
    var endpoints: Int { min(maximumEndpoints, media.ports.count / 2) }

    /// What the engine keeps at the most.
    var maximumEndpoints: Int { max(4_096, limits.calls * 8) }

    var room: CallRoom { CallRoom(calls: limits.calls, endpoints: endpoints, urgent: urgentNumbers) }
}
