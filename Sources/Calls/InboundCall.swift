package import CallModel

/// One call from its INVITE to its record: one task tree, in straight lines.
///
///     let outcome = await InboundCall(arrival, services).run(leg)
///
/// It says 180, answers, asks the engine, obeys the plan, and asks again wherever the plan says so. Whatever happens, it
/// hands exactly one ``CallRecord`` to the journal, and returns only when none of its tasks is left.
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

    /// Serves the call on the caller's leg until it is over.
    ///
    /// - Returns: how it ended, as the record has it.
    package func run(_ leg: any InboundLeg) async -> CallOutcome {
        await withTaskExecutorPreference(Signalling.tasks) { await runOnSignalling(leg) }
    }

    /// The same for a task that prefers ``Signalling/tasks`` already, as those of `Signalling.start` do.
    package func runOnSignalling(_ leg: any InboundLeg) async -> CallOutcome {
        switch arrival.admission {
        case .refuse(let refusal): return await TurnAway(self).run(leg, refusal)
        case .connect(let target, let phone): return await ExtensionCall(self, to: target, from: phone, leg).run()
        case .serve(let number):
            let call = begin(number, leg)
            let end = await untilLegEnds(call) { await call.serve() }
            return await finish(call, end)
        }
    }

    // What a task holds while it waits is in memory for as long as the call lasts, a talk of an hour included. So what is
    // done before and after a wait, and what is done rarely, stands apart (`@inline(never)`), here and in the flows.

    @inline(never)
    func begin(_ number: PhoneNumber, _ leg: any InboundLeg) -> Call {
        let call = Call(self, dialled: number, leg)
        call.observe(.arrived(dialled: arrival.dialled, caller: arrival.caller, source: arrival.source))
        return call
    }

    /// Serves until the plan or the caller's leg ends. When the leg does, every wait below is cancelled: that is the
    /// one place where a hang-up is noticed, and the flows need not look out for it.
    func untilLegEnds(
        _ call: Call, _ serve: @escaping @Signalling @Sendable () async -> ServeEnd
    ) async -> ServeEnd {
        // Owned right here: it is awaited in every case.
        let task = Signalling.start(serve)
        call.leg.whenEnded {
            call.stopRinging(.callerLeft)
            task.cancel()
        }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// What is left to do when serving has ended.
    @inline(never)
    func finish(_ call: Call, _ end: ServeEnd) async -> CallOutcome {
        await call.finish(end, cancelled: Task.isCancelled ? .cancelled : .served)
    }
}
