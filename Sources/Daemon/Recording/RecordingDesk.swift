import CallModel
import Calls
import Foundation
import Legs
import Logging
import Media
import Routing
import Security
import Storage

/// Decides what is recorded and says why not: rules, keys, disk and quota. The audio never comes by here.
///
/// Nothing here can hold up a call: what cannot be recorded is not, is said once, and stands in `nightbell status` until
/// it is over.
///
/// - Isolation: signalling.
@Signalling
final class RecordingDesk: CallRecorder {
    /// How often the folder is looked through.
    static let rounds = Duration.seconds(60)

    /// What is recorded; nothing when `nil`.
    private(set) var settings: RecordingSettings?
    /// The recordings under way.
    private(set) var live: [String: LiveRecording] = [:]
    /// Why nothing is recorded at the moment, though it should be.
    private(set) var fault: String?
    private(set) var inventory = RecordingCabinet.Inventory()
    private(set) var counters: [String: Int] = [:]
    private(set) var keys: KeyRing?

    /// What could not be written last, and when; forgotten after ``patience`` or with a reload.
    private var writeFault: (why: String, at: Timestamp)?
    private static let patience = Duration.seconds(600)
    private let store: Store
    private let clock: WallClock
    private let logger: Logger

    init(_ settings: RecordingSettings?, store: Store, clock: WallClock, logger: Logger) {
        self.settings = settings
        self.store = store
        self.clock = clock
        self.logger = logger
    }

    /// Takes other settings; what is being recorded goes on as it began. Keys are read anew: that is how one is added.
    func set(_ settings: RecordingSettings?) async {
        self.settings = settings
        writeFault = nil
        await look()
    }

    /// Reads the keys and looks through the folder: old recordings go, and what is left is counted.
    func look() async {
        guard let settings else {
            (fault, keys) = (nil, nil)
            return
        }
        let limit = Date(
            timeIntervalSince1970: Double(clock.now().microseconds) / 1e6 - settings.keep / .seconds(1))
        let (inventory, ring) = await Self.read(settings, before: limit)
        self.inventory = inventory
        switch ring {
        case .success(let ring): keys = ring
        case .failure: keys = nil
        }
        judge(ring)
        if !inventory.deleted.isEmpty {
            logger.notice("recordings deleted: they were too old", metadata: ["count": "\(inventory.deleted.count)"])
            try? await store.recordings.noteDeleted(inventory.deleted, at: clock.now())
        }
        guard spaceFault(settings) != nil else { return }
        // Recordings stop before anything else does that needs the disk.
        for recording in live.values { recording.end() }
    }

    private nonisolated static func read(
        _ settings: RecordingSettings, before limit: Date
    ) async -> (RecordingCabinet.Inventory, Result<KeyRing, SealingError>) {
        let inventory = RecordingCabinet.sweep(settings.folder, before: limit)
        return (inventory, RecordingKeys.read(settings.keyFile))
    }

    private func judge(_ ring: Result<KeyRing, SealingError>) {
        guard let settings else { return }
        // What could not be written may be over; it is tried again after a while, not announced to every caller.
        if let written = writeFault, clock.now() - written.at > Self.patience { writeFault = nil }
        var new = inventory.fault ?? spaceFault(settings) ?? writeFault?.why
        if case .failure(let error) = ring { new = error.message }
        report(new)
    }

    private func spaceFault(_ settings: RecordingSettings) -> String? {
        let used = inventory.bytes
        if used >= settings.quota {
            return "the recordings have \(used / 1_000_000) MB, and may have \(settings.quota / 1_000_000)"
        }
        if inventory.free < RecordingSettings.reserve {
            return "the disk has \(inventory.free / 1_000_000) MB left, which are kept for what patients were promised"
        }
        return nil
    }

    /// Says what is wrong, once, and when it is over.
    private func report(_ new: String?) {
        defer { fault = new }
        switch (fault, new) {
        case (let old, let new?) where old != new:
            logger.error("calls are not recorded, and go on", metadata: ["reason": "\(new)"])
        case (_?, nil): logger.notice("calls are recorded again")
        case (nil, nil), (_, _): break
        }
    }

    // MARK: CallRecorder

    func terms(of call: CallArrival) -> RecordingTerms? {
        guard let settings, case .serve(let number) = call.admission, settings.includes(number) == .recorded else {
            return nil
        }
        guard fault == nil, keys != nil else {
            counters["recordings.notBegun", default: 0] += 1
            return nil
        }
        return RecordingTerms(consent: settings.consent, pauseKey: settings.pauseKey)
    }

    func begin(_ call: CallID, of leg: any Leg) -> (any CallRecording)? {
        guard let settings, let keys, let leg = leg as? SIPLeg else { return nil }
        let name = "\(call)-1"
        let used = inventory.bytes
        do {
            let (header, key) = try SealedHeader.new(subject: name, under: keys.newest)
            let order = RecordingOrder(
                id: RecordingID(name), path: RecordingCabinet.path(of: name, in: settings.folder),
                header: header.octets, key: key, limit: settings.quota - min(settings.quota, used))
            let row = StoredRecording(name: name, call: call, started: clock.now(), key: header.keyName)
            let recording = LiveRecording(name: name, leg: leg)
            live[name] = recording
            leg.record(order) { [weak self] report in self?.ended(row, report) }
            keep(row)
            return recording
        } catch {
            report("\(error)")
            return nil
        }
    }

    func takeUp(_ recording: String, of leg: any Leg) -> (any CallRecording)? {
        guard let leg = leg as? SIPLeg else { return nil }
        let taken = LiveRecording(name: recording, leg: leg)
        live[recording] = taken
        // That it ended may have been told when nobody listened.
        leg.whenEnded { [weak self] in self?.live[recording] = nil }
        return taken
    }

    /// A recording has ended that the process before this one began.
    func endedForeign(_ report: RecordingReport) {
        let store = store
        Signalling.start {
            guard let row = try? await store.recordings.find(report.id.value), row.ended == nil else { return }
            self.ended(row, report)
        }
    }

    private func ended(_ row: StoredRecording, _ report: RecordingReport) {
        live[row.name] = nil
        inventory.bytes += report.bytes
        inventory.files += 1
        var row = row
        row.ended = clock.now()
        row.length = .milliseconds(Int64(clamping: report.milliseconds))
        row.bytes = Int64(clamping: report.bytes)
        if report.packetsDropped > 0 {
            logger.error(
                "a recording has holes: the disk was too slow",
                metadata: ["recording": "\(report.id)", "packets": "\(report.packetsDropped)"])
        }
        switch report.end {
        case .finished:
            row.ending = "finished"
            counters["recordings.finished", default: 0] += 1
        case .full:
            row.ending = "the quota was reached"
            counters["recordings.cutOff", default: 0] += 1
            self.report("the recordings have as much room as they may")
        case .failed(let why):
            row.ending = why
            counters["recordings.cutOff", default: 0] += 1
            writeFault = (why, clock.now())
            self.report(why)
        }
        keep(row)
    }

    /// Writes behind: the file is what matters, and a store that fails costs its line in the list.
    private func keep(_ row: StoredRecording) {
        let (store, logger) = (store, logger)
        Signalling.start {
            do {
                try await store.recordings.put(row)
            } catch {
                logger.error(
                    "a recording could not be listed", metadata: ["recording": "\(row.name)", "error": "\(error)"])
            }
        }
    }
}

/// A recording under way.
@Signalling
final class LiveRecording: CallRecording {
    let name: String
    private let leg: SIPLeg

    init(name: String, leg: SIPLeg) {
        self.name = name
        self.leg = leg
    }

    func pause() { leg.pauseRecording() }
    func resume() { leg.resumeRecording() }
    func end() { leg.stopRecording() }
}

/// The key file.
enum RecordingKeys {
    /// - Returns: the keys, or why there are none, in words that name the file.
    static func read(_ path: String) -> Result<KeyRing, SealingError> {
        do {
            let bytes = try SystemFile.read(path, limit: 65_536)
            guard bytes.count <= 65_536, let text = String(validating: bytes, as: UTF8.self) else {
                return .failure(SealingError(.badKeys, "the key file \(path) is too long, or not text"))
            }
            return .success(try KeyRing(text: text))
        } catch let error as SealingError {
            return .failure(SealingError(.badKeys, "the key file \(path): \(error)"))
        } catch {
            return .failure(SealingError(.badKeys, "the key file \(path) cannot be read: \(error)"))
        }
    }
}
