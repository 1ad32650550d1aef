package import CallModel
import GRDB

extension Obligations {
    /// What became of an attempt to change an obligation.
    package enum Change: Hashable, Sendable {
        /// It is as was asked, and on disk: the obligation as it is now.
        case changed(Obligation)
        /// Somebody else has it. Name them as `from` to take it over.
        case heldBy(PersonID)
        /// It was closed before.
        case alreadyClosed
        /// There is none with this id.
        case notFound
    }

    /// Makes `person` the owner of an open obligation.
    ///
    /// Of two people who take it at once, one gets it and the other is told who has it.
    ///
    /// - Parameter from: the owner it is taken over from, who must still be the owner; `nil` when nobody has it.
    /// - Throws: ``StoreError``.
    package func take(
        _ id: ObligationID, by person: PersonID, from holder: PersonID? = nil, at now: Timestamp
    ) async throws -> Change {
        try await store.write { db in
            guard var obligation = try Self.fetch(db, id) else { return .notFound }
            guard obligation.closed == nil else { return .alreadyClosed }
            if let owner = obligation.owner {
                if owner == person { return .changed(obligation) }
                guard owner == holder else { return .heldBy(owner) }
            }
            try db.execute(
                sql: "UPDATE obligation SET owner = ? WHERE id = ?", arguments: [person.value, id.value])
            try Self.note(db, id, at: now, "taken", by: person, obligation.owner.map { "from \($0)" })
            obligation.owner = person
            return .changed(obligation)
        }
    }

    /// Closes an open obligation.
    ///
    /// - Parameters:
    ///   - person: who closed it; `nil` for the call itself.
    ///   - resolution: how it was met, in words: `accepted by adams`, `called back`.
    /// - Throws: ``StoreError``; it is still open then.
    package func resolve(
        _ id: ObligationID, by person: PersonID? = nil, resolution: String, at now: Timestamp
    ) async throws -> Change {
        try await store.write { db in
            guard var obligation = try Self.fetch(db, id) else { return .notFound }
            guard obligation.closed == nil else { return .alreadyClosed }
            try db.execute(
                sql: "UPDATE obligation SET closed = ?, resolution = ?, owner = coalesce(owner, ?) WHERE id = ?",
                arguments: [now.microseconds, resolution, person?.value, id.value])
            try Self.note(db, id, at: now, "resolved", by: person, resolution)
            obligation.closed = now
            obligation.resolution = resolution
            obligation.owner = obligation.owner ?? person
            return .changed(obligation)
        }
    }

    /// Adds a number to an open obligation that has none, or corrects it: the caller left it later.
    ///
    /// - Throws: ``StoreError``; nothing may be promised then.
    package func setNumber(_ number: PhoneNumber, of id: ObligationID, at now: Timestamp) async throws -> Change {
        try await store.write { db in
            guard var obligation = try Self.fetch(db, id) else { return .notFound }
            guard obligation.closed == nil else { return .alreadyClosed }
            try db.execute(
                sql: "UPDATE obligation SET number = ? WHERE id = ?", arguments: [number.e164, id.value])
            try Self.note(db, id, at: now, "number", by: nil)
            obligation.number = number
            return .changed(obligation)
        }
    }

    /// One line of an obligation's history.
    package struct Event: Hashable, Sendable, Codable {
        /// When it happened.
        package var at: Timestamp
        /// `committed`, `taken`, `number` or `resolved`.
        package var what: String
        /// Who did it; `nil` for the daemon.
        package var who: PersonID?
        /// More of it.
        package var note: String?
    }

    /// What happened to an obligation, the oldest first.
    ///
    /// - Throws: ``StoreError``.
    package func history(of id: ObligationID) async throws -> [Event] {
        try await store.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM obligation_event WHERE obligation = ? ORDER BY rowid", arguments: [id.value]
            ).map { row in
                Event(
                    at: try row.time("at"), what: try row.value("what"), who: try row.person("who"),
                    note: try row.optional("note"))
            }
        }
    }
}
