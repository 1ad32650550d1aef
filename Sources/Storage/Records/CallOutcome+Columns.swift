import CallModel

extension CallOutcome {
    /// How the outcome stands in the columns `outcome` and `outcome_detail`.
    var columns: (kind: String, detail: String?) {
        switch self {
        case .reachedHuman(let person): ("reachedHuman", person?.value)
        case .callbackPromised(let obligation): ("callbackPromised", String(obligation.value))
        case .caseOpened(let obligation): ("caseOpened", String(obligation.value))
        case .abandoned(let phase): ("abandoned", phase.rawValue)
        case .refused(let refusal): ("refused", refusal.rawValue)
        case .informed: ("informed", nil)
        case .failed(let fault): ("failed", fault.rawValue)
        }
    }

    /// The outcome of these columns; `nil` for one that only a newer version knows.
    init?(kind: String, detail: String?) {
        let value: CallOutcome? =
            switch kind {
            case "reachedHuman": .reachedHuman(detail.map(PersonID.init))
            case "callbackPromised": detail.flatMap(Int64.init).map { .callbackPromised(ObligationID($0)) }
            case "caseOpened": detail.flatMap(Int64.init).map { .caseOpened(ObligationID($0)) }
            case "abandoned": detail.flatMap(CallPhase.init).map { .abandoned($0) }
            case "refused": detail.flatMap(Refusal.init).map { .refused($0) }
            case "informed": .informed
            case "failed": detail.flatMap(CallFault.init).map { .failed($0) }
            default: nil
            }
        guard let value else { return nil }
        self = value
    }
}
