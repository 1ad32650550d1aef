import CallModel
import Legs
import Logging
import Media
import MediaEngine
import SIPStack
import Storage

extension RunningDaemon {
    /// How long a store whose rows could not be read is left in peace.
    private static var rowsPause: Duration { .seconds(10) }

    /// Asks a store that could not say at the start where the phones are, until it can.
    func lookForBindings() {
        stack.timers.after(Self.rowsPause) { [weak self] in
            Signalling.start { await self?.takeUpBindings() }
        }
    }

    /// Takes the phones' bindings back. Who has registered or left meanwhile is known better here.
    func takeUpBindings() async {
        do {
            try await store.flush()
            stack.restore(try await store.bindings.load(at: clock.now()).compactMap(\.binding))
        } catch {
            lookForBindings()
        }
    }

    /// Makes the lines of the daemon before this one again, as far as the store has them.
    ///
    /// - Returns: `nil` when there were no calls, or the store cannot say; then it is asked again and again.
    func prepareResumption() async -> Resumption? {
        let isFirst = rowsReading == .notYet
        // Later there may be rows of our own calls, whose names come after this one.
        let first = isFirst ? nil : CallID(at: started, chance: 0)
        rowsReading = .underWay
        let rows: [ReadCall]
        do {
            // Whatever the clock did meanwhile, a call of ours is none of theirs.
            rows = try await store.keptCalls.load(before: first).filter { switchboard.running[$0.id] == nil }
        } catch {
            rowsReading = .failed
            if isFirst {
                logger.error("the calls of the daemon before cannot be taken up yet", metadata: ["error": "\(error)"])
                unnamed.namesAreUnknown()
            }
            stack.timers.after(Self.rowsPause) { [weak self] in
                Signalling.start { await self?.resumeLate() }
            }
            return nil
        }
        rowsReading = .done
        let resumption = prepareResumption(rows)
        unnamed.namesAreKnown(resumption?.named ?? [])
        return resumption
    }

    private func prepareResumption(_ rows: [ReadCall]) -> Resumption? {
        guard !rows.isEmpty, let address = try? configuration.mediaConfiguration().address else { return nil }
        let revival = LineRevival(
            stack: stack, hub: hub, found: engine.found, address: address.ipv4,
            place: { [places] in places.place(of: $0) }, encryption: { [places] in places.encryption(of: $0) })
        let resumption = Resumption(revival, store: store, clock: clock, logger: logger)
        resumption.prepare(rows)
        engine.adopt(resumption.named)
        return resumption
    }

    /// Takes up the calls of the daemon before whose rows could not be read at the start. Who hung up meanwhile is told so
    /// again; those who talk talk on, and have a name now.
    func resumeLate() async {
        guard rowsReading == .failed else { return }
        await prepareResumption()?.begin(stack, switchboard, dialer)
    }
}

/// Whether the rows of the daemon before have been read.
enum RowsReading { case notYet, underWay, done, failed }
