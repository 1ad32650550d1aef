import CallModel

extension Call {
    /// Commits an obligation. When this returns an id, it is on disk, and may be promised.
    ///
    /// A store that refuses is asked again after each pause of ``CallLimits/commitPauses``. One that does not answer in
    /// time is not: it may still do what it was asked, and a second row for the same patient helps nobody.
    ///
    /// - Cancellation: has no effect. A caller who hangs up now is owed all the more.
    func commit(_ debt: Debt) async -> ObligationID? {
        let created = now
        let obligation = Obligation(
            kind: debt.kind, call: arrival.id, number: debt.number, reason: debt.reason, created: created,
            due: created + debt.due)
        let (journal, limits, clock) = (services.journal, limits, clock)
        let answer = await shielded { () async -> CommitAnswer in
            var answer = await Self.attempt(obligation, journal, limits.commit, clock)
            for pause in limits.commitPauses {
                guard case .refused = answer else { return answer }
                await clock.sleep(for: pause)
                answer = await Self.attempt(obligation, journal, limits.commit, clock)
            }
            return answer
        }
        switch answer {
        case .committed(let id):
            self.obligation = id
            observe(.committed(debt.kind, id))
            changed()
            return id
        case .refused(let why), .late(let why):
            store = .failed
            story.note("could not commit \(debt.kind.rawValue): \(why)")
            observe(.commitFailed(debt.kind))
            return nil
        }
    }

    /// Closes what this call had committed: a human has the caller now.
    func resolveObligation() async {
        guard let id = obligation else { return }
        obligation = nil
        let (journal, limit, clock) = (services.journal, limits.commit, clock)
        let resolution = "reached \(bridged?.name ?? "a person") in the same call"
        let done = Settlement()
        Task(executorPreference: Signalling.tasks) { @Sendable @Signalling in
            await journal.resolve(id, resolution: resolution)
            done.settle()
        }
        await waiting(limit, clock) { await done.waitOut($0) }
    }

    private enum CommitAnswer: Sendable { case committed(ObligationID), refused(String), late(String) }

    /// One try. The store's own task is left to itself when it takes too long: nothing can call a hung disk back.
    private static func attempt(
        _ obligation: Obligation, _ journal: any CallJournal, _ limit: Duration, _ clock: CallClock
    ) async -> CommitAnswer {
        let answer = Settled<CommitAnswer>()
        Task(executorPreference: Signalling.tasks) { @Sendable @Signalling in
            do {
                answer.settle(.committed(try await journal.commit(obligation)))
            } catch {
                answer.settle(.refused(String(describing: error)))
            }
        }
        return await waiting(limit, clock) { await answer.wait($0) } ?? .late("the store took longer than \(limit)")
    }
}
