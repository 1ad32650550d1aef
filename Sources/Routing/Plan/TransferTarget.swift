package import CallModel

/// Who is reached when a phone of the clinic dials, or is asked to: never anybody outside.
package enum TransferTarget: Hashable, Sendable {
    /// A phone that registers here.
    case phone(DialTarget)
    /// One of the clinic's numbers: its flow says who is rung.
    case number(PhoneNumber)
}

extension RoutingTable {
    /// Who is reached by dialling these signs on a phone of the clinic.
    ///
    /// A phone goes before a number. A phone that is not trusted needs key 1 here too.
    ///
    /// - Returns: `nil` when they are neither a phone nor a number of the clinic's.
    package func transferTarget(_ dialled: String) -> TransferTarget? {
        if let phone = phone(dialled) { return .phone(phone) }
        return PhoneNumber(dialled: dialled).flatMap { serves($0) ? .number($0) : nil }
    }
}
