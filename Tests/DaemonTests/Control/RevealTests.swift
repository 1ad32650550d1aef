import CallModel
import MediaEngine
import SIPStack
import Storage
import Testing

@testable import Daemon

@Suite("Numbers shown in full leave a line in the log")
struct RevealTests {
    /// A daemon that serves nobody, with one call and two callbacks in its store; one callback has no number.
    @Signalling
    private static func desk(_ log: LogLines) async throws -> (ControlDesk, TestFolder) {
        let folder = try TestFolder()
        let text = SmallClinic.text + "\nstate_directory: \(folder.path)"
        let load = SmallClinic.load(text)
        let configuration = try #require(load.configuration)
        let daemon = try RunningDaemon(
            configuration, clock: .system, logger: log.logger,
            parts: DaemonParts(prompts: { _ in PromptStore() }, adjust: { _ in }))
        try daemon.store.open()
        let start = Timestamp(seconds: 1_798_192_800)
        let patient = PhoneNumber(e164: "+16025550142")
        for number in [patient, nil] {
            _ = try await daemon.store.obligations.commit(
                Obligation(
                    kind: .callback, call: CallID(at: start, chance: 1), number: number, reason: "refill",
                    created: start, due: start))
        }
        return (ControlDesk(daemon: daemon, configurationPath: configuration.file), folder)
    }

    @Test("callbacks --reveal with one number of two known: one line with the count, and no number in it")
    func revealed() async throws {
        let log = LogLines()
        let (desk, folder) = try await Self.desk(log)
        let report = try await desk.callbacks(CallbacksQuery(reveal: true))
        #expect(report.callbacks.compactMap(\.number) == ["+16025550142"])
        #expect(log.lines == ["notice: numbers revealed command=callbacks numbers=1"])
        withExtendedLifetime(folder) {}
    }

    @Test("Without --reveal, and where there is no number to show, nothing is written")
    func redacted() async throws {
        let log = LogLines()
        let (desk, folder) = try await Self.desk(log)
        let report = try await desk.callbacks(CallbacksQuery())
        #expect(report.callbacks.count == 2)
        #expect(!report.callbacks.compactMap(\.number).contains("+16025550142"))
        _ = try await desk.calls(CallsQuery(reveal: true))
        #expect(log.lines == [])
        withExtendedLifetime(folder) {}
    }
}
