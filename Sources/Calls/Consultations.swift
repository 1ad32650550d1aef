package import CallModel

/// The calls between two phones of the clinic that talk now: in one of them a phone may ask the other whether it takes a
/// caller, and give the caller to it (RFC 5589 §7).
///
/// - Isolation: signalling. One for all calls; it holds only what runs.
@Signalling
package final class Consultations {
    private var calls: [ObjectIdentifier: ExtensionCall] = [:]

    /// None.
    package nonisolated init() {}

    /// How many there are.
    package var count: Int { calls.count }

    func add(_ call: ExtensionCall) { calls[ObjectIdentifier(call)] = call }

    func remove(_ call: ExtensionCall) { calls[ObjectIdentifier(call)] = nil }

    /// Takes whoever talks with this line out of their call.
    func give(from line: any Leg) -> Responder? {
        for call in calls.values { if let responder = call.give(from: line) { return responder } }
        return nil
    }
}
