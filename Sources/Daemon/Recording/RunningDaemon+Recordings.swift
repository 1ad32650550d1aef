import CallModel
import Logging
import Security
import Storage

extension RunningDaemon {
    /// How recording stands; `nil` when nothing is to be recorded.
    var recordingStatus: RecordingStatus? {
        guard let settings = recordings.settings else { return nil }
        return RecordingStatus(
            running: recordings.live.count, files: recordings.inventory.files, bytes: recordings.inventory.bytes,
            quota: settings.quota, fault: recordings.fault)
    }

    nonisolated func recordings(_ query: RecordingsQuery) async throws -> RecordingsReport {
        let list = try await store.recordings.latest(query.last, of: query.call)
        return RecordingsReport(list, query.accesses ? try await store.recordings.accesses(query.last) : nil)
    }

    /// Writes down who asks, and then hands out what opens the one recording.
    func grant(_ request: ExportRequest, uid: UInt32?) async throws -> RecordingGrant {
        guard let settings = recordings.settings else {
            throw ControlError(.notFound, "the configuration has no `recording`: nothing can be exported")
        }
        guard request.id.utf8.allSatisfy({ $0 != UInt8(ascii: "/") && $0 != 0 }), !request.id.hasPrefix(".") else {
            throw ControlError(.badRequest, "'\(request.id)' is no recording's name")
        }
        // A call's name stands for its recording.
        let listed = try await store.recordings.latest(1, of: CallID(request.id)).first?.name
        let name = listed ?? request.id
        if recordings.live[name] != nil { throw ControlError(.conflict, "the call \(name) is still being recorded") }
        let path = RecordingCabinet.path(of: name, in: settings.folder)
        do {
            let key = try RecordingExport.fileKey(of: path, try RecordingKeys.read(settings.keyFile).get())
            let who = RecordingPerson.words(uid: uid, claimed: request.by)
            try await store.recordings.note(
                RecordingAccess(recording: name, at: clock.now(), who: who, what: "export"))
            logger.notice("recording exported", metadata: ["recording": "\(name)", "by": "\(who)"])
            return RecordingGrant(name: name, path: path, key: Hex.encode(key))
        } catch {
            throw ControlError(.failed, "\(error)")
        }
    }
}
