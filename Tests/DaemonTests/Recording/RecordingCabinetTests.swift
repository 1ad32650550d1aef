import CallModel
import Foundation
import Routing
import Testing

@testable import Daemon

@Suite("Recordings on the disk, and what the configuration says of them")
struct RecordingCabinetTests {
    private final class Folder {
        let path = NSTemporaryDirectory() + "cabinet-" + UUID().uuidString
        deinit { try? FileManager.default.removeItem(atPath: path) }

        func put(_ name: String, bytes: Int, daysOld: Double) throws {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            let file = "\(path)/\(name)"
            try Data(repeating: 7, count: bytes).write(to: URL(fileURLWithPath: file))
            let date = Date(timeIntervalSince1970: 2_000_000_000 - daysOld * 86_400)
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file)
        }
    }

    /// 90 days before the instant from which the files' ages count.
    private let limit = Date(timeIntervalSince1970: 2_000_000_000 - 90 * 86_400)

    @Test("of four recordings the two older than 90 days go, the others' bytes are counted, other files are left alone")
    func sweep() throws {
        let folder = Folder()
        try folder.put("a-1.nbr", bytes: 1_000, daysOld: 1)
        try folder.put("b-1.nbr", bytes: 500, daysOld: 89.9)
        try folder.put("c-1.nbr", bytes: 9_000, daysOld: 90.1)
        try folder.put("d-1.nbr", bytes: 9_000, daysOld: 400)
        try folder.put("notes.txt", bytes: 10, daysOld: 400)
        let inventory = RecordingCabinet.sweep(folder.path, before: limit)
        #expect(inventory.files == 2 && inventory.bytes == 1_500 && inventory.fault == nil)
        #expect(inventory.deleted.sorted() == ["c-1", "d-1"])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
                "a-1.nbr", "b-1.nbr", "notes.txt",
            ])
    }

    @Test("a folder that is not there is made, for its owner alone; one that cannot be is said in words")
    func folder() throws {
        let folder = Folder()
        #expect(RecordingCabinet.sweep(folder.path + "/deep", before: limit).fault == nil)
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/deep")[.posixPermissions] as? Int
        #expect(mode == 0o700)
        let fault = RecordingCabinet.sweep("/proc/nowhere", before: limit).fault
        #expect(fault?.hasPrefix("the folder /proc/nowhere cannot be used: ") == true)
    }

    @Test("a key file that is not there, and one that is none, are said in words that do not repeat it")
    func keys() throws {
        let folder = Folder()
        try folder.put("keys", bytes: 40, daysOld: 0)
        for (path, words) in [
            ("/nonexistent/keys", "cannot be read: it is not there"), (folder.path + "/keys", "line 1 is not"),
        ] {
            guard case .failure(let error) = RecordingKeys.read(path) else {
                Issue.record("\(path) was taken for keys")
                continue
            }
            #expect("\(error)".contains(path) && "\(error)".contains(words))
        }
    }

    private func read(_ lines: String) -> (settings: RecordingSettings?, findings: [String]) {
        let load = SmallClinic.load(SmallClinic.text + "\n" + lines)
        return (load.configuration?.recording, load.findings.filter { $0.severity == .error }.map(\.message))
    }

    @Test("what is written under `recording` is read, with defaults for the rest")
    func settings() throws {
        let (short, none) = read("recording: { keys: { file: keys } }")
        #expect(none == [])
        #expect(short?.numbers == nil && short?.consent == "nightbell-recording" && short?.pauseKey == Key("*"))
        #expect(short?.keep == .seconds(90 * 86_400) && short?.quota == 20 << 30)
        #expect(short?.keyFile == "/etc/clinic/keys")
        let (long, empty) = read(
            "recording: { keys: { file: /k }, pause_key: none, keep: 30d, quota: 500 MB, directory: /srv/r, consent: greeting }"
        )
        #expect(empty == [])
        #expect(long?.pauseKey == nil && long?.keep == .seconds(30 * 86_400) && long?.quota == 500_000_000)
        #expect(long?.folder == "/srv/r" && long?.consent == "greeting")
    }

    @Test(
        "what is wrong under `recording` and `speech` is an error in words",
        arguments: [
            ("recording: { keep: 30d }", "'recording' has no 'keys'"),
            (
                "recording: { keys: { file: k }, pause_key: A }",
                "'recording.pause_key': 'A' is not a key: 0 to 9, *, # or none"
            ),
            ("recording: { keys: { file: k }, quota: lots }", "'recording.quota': 'lots' is not a size"),
            (
                "recording: { keys: { file: k, credential: c } }",
                "'recording.keys' must have 'credential' or 'file', and just one of them"
            ),
            (
                "recording: { keys: { credential: ../c } }",
                "'recording.keys.credential': '../c' is not a credential's name"
            ),
            (
                "recording: { keys: { file: k }, numbers: [\"+16025550199\"] }",
                "'recording.numbers': '+16025550199' is none of the clinic's numbers"
            ),
            ("recording: { keys: { file: k }, flows: [mian] }", "'recording.flows': there is no flow 'mian'"),
            ("recording: { keys: { file: k }, consent: nothing }", "'recording.consent': there is no prompt 'nothing'"),
            ("speech: { engine: festival }", "'speech.engine' must be espeak-ng, flite, piper, and is 'festival'"),
            ("speech: { voices: { fr: x } }", "'speech.voices': 'fr' is none of the clinic's languages"),
            ("speech: { voices: { en: -x } }", "'speech.voices.en': '-x' is not a voice"),
        ])
    func errors(_ text: String, _ words: String) {
        let (_, findings) = read(text)
        #expect(findings == [words])
    }
}
