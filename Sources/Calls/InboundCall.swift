package import CallModel

/// One call from its INVITE to its record: one task tree, in straight lines.
///
///     let outcome = await InboundCall(arrival, services).start(leg).value
///
/// It answers, asks the engine, obeys the plan, and asks again wherever the plan says so. Whatever happens, it
/// hands exactly one ``CallRecord`` to the journal, and is over only when none of its tasks is left.
///
/// - Cancellation: is a hang-up with `.drained`. What is owed to the caller is still committed, within the deadlines of
///   ``CallLimits``.
/// - Isolation: signalling.
@Signalling
package final class InboundCall {
    let arrival: CallArrival
    let services: CallServices
    let observer: (any CallObserver)?

    /// The call that `arrival` describes.
    ///
    /// - Parameter observer: watches; `nil` when nobody does.
    package init(_ arrival: CallArrival, _ services: CallServices, observer: (any CallObserver)? = nil) {
        self.arrival = arrival
        self.services = services
        self.observer = observer
    }

    /// Serves the call on the caller's leg until it is over, in a task of its own.
    ///
    /// - Parameter ended: told last of all how it ended, as the record has it.
    /// - Returns: the task.
    @discardableResult
    package func start(
        _ leg: any InboundLeg, ended: @escaping @Signalling (CallOutcome) -> Void = { _ in }
    ) -> Task<CallOutcome, Never> {
        switch arrival.admission {
        case .serve(let number):
            let call = begin(number, leg)
            return start(call, ended) { await call.serve() }
        case .connect(let target, let phone):
            return start(ended) { await ExtensionCall(self, to: target, from: phone, leg).run() }
        case .refuse(let refusal):
            return start(ended) { await TurnAway(self).run(leg, refusal) }
        }
    }

    func begin(_ number: PhoneNumber, _ leg: any InboundLeg) -> Call {
        let call = Call(self, dialled: number, leg)
        if leg.isOfClinic { leg.whenConsulted { [weak call] in call?.give() } }
        call.observe(.arrived(dialled: arrival.dialled, caller: arrival.caller, source: arrival.source))
        return call
    }

    // What a task holds while it waits is in memory for as long as the call lasts, a talk of an hour included. So what is
    // done before and after a wait, and what is done rarely, stands apart (`@inline(never)`), in the flows.

    /// Serves until the plan or the caller's leg ends. When the leg does, the task is cancelled, and with it every wait
    /// below: that is the one place where a hang-up is noticed, and the flows need not look out for it.
    func start(
        _ call: Call, _ ended: @escaping @Signalling (CallOutcome) -> Void,
        _ serve: @escaping @Signalling @Sendable () async -> ServeEnd
    ) -> Task<CallOutcome, Never> {
        let task = start(ended) { await call.finish(await serve()) }
        call.leg.whenEnded {
            call.stopRinging(.callerLeft)
            task.cancel()
        }
        return task
    }

    private func start(
        _ ended: @escaping @Signalling (CallOutcome) -> Void, _ run: @escaping @Signalling () async -> CallOutcome
    ) -> Task<CallOutcome, Never> {
        Signalling.start {
            let outcome = await run()
            ended(outcome)
            return outcome
        }
    }
}
