/// Something promised to a patient: committed before it is spoken, never deleted while open.
package struct Obligation: Hashable, Sendable, Codable {
    /// The row; `nil` until it is committed.
    package var id: ObligationID?
    /// What is owed.
    package var kind: ObligationKind
    /// The call that made it.
    package var call: CallID
    /// The number to call back.
    package var number: PhoneNumber?
    /// Why the patient called, as the menu names it: `urgent`, `refill`.
    package var reason: String
    /// When it was made and by when a human should have acted.
    package var created: Timestamp
    package var due: Timestamp
    /// Who has it; `nil` while nobody does.
    package var owner: PersonID?
    /// When and how it was closed; `nil` while it is open.
    package var closed: Timestamp?
    package var resolution: String?

    /// An obligation that is about to be committed.
    package init(
        id: ObligationID? = nil, kind: ObligationKind, call: CallID, number: PhoneNumber?, reason: String,
        created: Timestamp, due: Timestamp, owner: PersonID? = nil, closed: Timestamp? = nil, resolution: String? = nil
    ) {
        self.id = id
        self.kind = kind
        self.call = call
        self.number = number
        self.reason = reason
        self.created = created
        self.due = due
        self.owner = owner
        self.closed = closed
        self.resolution = resolution
    }
}

/// What is owed to the patient.
package enum ObligationKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// "We will call you back": the caller left a number.
    case callback
    /// An urgent escalation that no human took: the caller hung up, or left a number after it.
    case openCase
}
