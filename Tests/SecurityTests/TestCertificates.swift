import Foundation
import Security
import Testing

/// Certificates made for one test by `certs/make`, and removed with this value.
final class TestCertificates: Sendable {
    /// The folder with ca.pem, server.pem and server.key.
    let folder: URL

    /// Makes an authority and a server certificate for these names.
    init(names: String = "DNS:localhost,DNS:nightbell.test,IP:127.0.0.1") throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "nightbell-certs-\(UUID().uuidString)")
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let process = Process()
        process.executableURL = root.appending(path: "certs/make")
        process.arguments = [folder.path, names]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A file of the folder.
    func file(_ name: String) -> String { folder.appending(path: name).path }

    /// What the server shows.
    var server: TLSServerSettings {
        TLSServerSettings(certificateFile: file("server.pem"), keyFile: file("server.key"))
    }

    /// A client that believes the authority.
    var client: TLSClientSettings { TLSClientSettings(authorityFile: file("ca.pem")) }
}
