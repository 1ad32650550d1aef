import CallModel
import Foundation
import Synchronization
import Testing

@testable import Storage

/// A store on a file of its own, which goes away with it.
final class StoreFixture: Sendable {
    let directory: String
    var path: String { directory + "/nightbell.sqlite" }
    let store: Store
    private let log: EventLog

    /// What the store reported so far.
    var events: [StoreEvent] { log.events.withLock { $0 } }

    init(_ adjust: (inout Store.Limits) -> Void = { _ in }) throws {
        directory = NSTemporaryDirectory() + "nightbell-storage-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        var limits = Store.Limits()
        limits.busy = .milliseconds(50)
        // A loaded machine is not what these tests are about.
        limits.commit = .seconds(60)
        adjust(&limits)
        let log = EventLog()
        self.log = log
        store = Store(path: directory + "/nightbell.sqlite", clock: .fixed, limits: limits) { event in
            log.events.withLock { $0.append(event) }
        }
        try store.open()
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Another store on the same file, as a new process would open it.
    func reopened() throws -> Store {
        try store.close()
        let again = Store(path: path, clock: .fixed)
        try again.open()
        return again
    }
}

private final class EventLog: Sendable {
    let events = Mutex<[StoreEvent]>([])
}

extension WallClock {
    /// Stands at 2026-01-01 00:00:00 UTC.
    static let fixed = WallClock { .newYear }
}

extension Timestamp {
    static let newYear = Timestamp(seconds: 1_767_225_600)
}

extension CallRecord {
    /// The record of a night call that the secondary accepted; everything in it is filled.
    static func nightCall(_ number: Int64 = 1) -> CallRecord {
        let start = Timestamp.newYear + .seconds(number)
        return CallRecord(
            id: CallID(at: start, chance: UInt16(truncatingIfNeeded: number)),
            configuration: ConfigurationVersion("0123456789ab"), dialled: "+16025550100",
            caller: PhoneNumber(e164: "+16025550142"), source: "carrier",
            times: SignallingTimes(
                invited: start, answered: start + .milliseconds(20), bridged: start + .seconds(41),
                ended: start + .seconds(200), talked: .seconds(159)),
            outcome: .reachedHuman(PersonID("baker")),
            legs: [
                LegRecord(
                    party: "caller", direction: .inbound, sipCallID: "a@192.0.2.10", ending: "bye from caller",
                    packetsReceived: 9000, packetsSent: UInt64(Int64.max),
                    quality: LegQuality(
                        codec: "PCMU", packetsLost: 12, jitter: 3.1, worstJitter: 41.7, opinion: 4.32,
                        reported: LegQuality.Reported(packetsLost: 3, jitter: 0.4, roundTrip: 24.1, opinion: 4.4),
                        heldSeconds: 7.25, fault: "its audio stopped")),
                LegRecord(party: "phone 211", direction: .outbound, sipCallID: "b", ending: "bye from us"),
            ],
            attempts: [
                AttemptRecord(
                    person: PersonID("adams"), device: "phone 211", round: 1, step: 1, started: start + .seconds(8),
                    ended: start + .seconds(33), result: .noAnswer),
                AttemptRecord(
                    person: nil, device: "+…72", round: 1, step: 2, started: start + .seconds(33),
                    ended: start + .seconds(40), result: .accepted),
            ],
            choices: ["night: 5 urgent"], trace: ["flows.main: office hours: closed", "¿“quoted”?"])
    }
}

extension Obligation {
    static func callback(_ number: Int64 = 1) -> Obligation {
        Obligation(
            kind: .callback, call: CallID(at: .newYear, chance: UInt16(truncatingIfNeeded: number)),
            number: PhoneNumber(e164: "+1602555010\(number % 10)"), reason: "refill", created: .newYear,
            due: .newYear + .seconds(3600 * number))
    }
}

extension StoredBinding {
    static func phone(_ number: Int, expires: Timestamp = .newYear + .seconds(3600)) -> StoredBinding {
        StoredBinding(
            aor: "sip:\(number)@clinic.example", contact: "sip:\(number)@192.0.2.7:5062", flow: "udp 192.0.2.7:5062",
            callID: "reg-\(number)", cseq: UInt32.max, expires: expires, instance: "<urn:uuid:0>",
            userAgent: "desk phone", path: ["<sip:edge.example;lr>"], domain: "clinic.example")
    }
}
