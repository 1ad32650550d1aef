package import CallModel

/// What is owed to patients.
package struct CallbacksReport: Hashable, Sendable, Codable {
    /// The open ones, the most overdue first, then the closed ones that were asked for, the latest first.
    package var callbacks: [CallbackReport]

    /// A report of these.
    package init(callbacks: [CallbackReport]) { self.callbacks = callbacks }
}

/// One obligation, as a report says it.
package struct CallbackReport: Hashable, Sendable, Codable {
    /// Its number; 0 is none.
    package var id: ObligationID
    /// What is owed.
    package var kind: ObligationKind
    /// The number to call, redacted unless numbers are revealed; `nil` when it is not known.
    package var number: String?
    /// Why the patient called.
    package var reason: String
    /// When it was made, and by when a human should have acted.
    package var created: ReportTime
    package var due: ReportTime
    /// Whether it is open and its time is over.
    package var overdue: Bool
    /// Who has it.
    package var owner: PersonID?
    /// The call that made it.
    package var call: CallID
    /// When and how it was closed.
    package var closed: ReportTime?
    package var resolution: String?

    /// What `obligation` says at `now`, with the number in full only when it is to be revealed.
    package init(_ obligation: Obligation, now: Timestamp, reveal: Bool) {
        id = obligation.id ?? ObligationID(0)
        kind = obligation.kind
        number = obligation.number.map { reveal ? $0.e164 : $0.description }
        reason = obligation.reason
        created = ReportTime(obligation.created)
        due = ReportTime(obligation.due)
        overdue = obligation.closed == nil && obligation.due <= now
        owner = obligation.owner
        call = obligation.call
        closed = obligation.closed.map(ReportTime.init)
        resolution = obligation.resolution
    }
}
