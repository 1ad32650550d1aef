package import CallModel
package import Calls

/// Keeps what an observer is told.
@Signalling
package final class EventLog: CallObserver {
    /// The events, with the time of each.
    package private(set) var events: [(event: CallEvent, time: Timestamp)] = []

    /// An empty log.
    package nonisolated init() {}

    package func observe(_ event: CallEvent, of call: CallID, at time: Timestamp) { events.append((event, time)) }

    /// The events alone.
    package var all: [CallEvent] { events.map(\.event) }
}
