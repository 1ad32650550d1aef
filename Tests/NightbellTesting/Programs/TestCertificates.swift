import Glibc

/// Certificates made for one test by `certs/make`, in a folder that goes with this value.
package final class TestCertificates: Sendable {
    private let folder: String

    /// Makes an authority and a server certificate that it signed for these names.
    ///
    /// - Throws: ``Program/NotStarted``, also with the script's own words when it failed.
    package init(names: String = "DNS:localhost,DNS:nightbell.test,IP:127.0.0.1") async throws {
        var template = Array("/tmp/nightbell-certificates-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Program.NotStarted(description: "no folder for certificates") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try await make(names)
    }

    deinit {
        removeFiles()
        rmdir(folder)
    }

    /// A file of the folder: ca.pem, ca.key, server.pem or server.key.
    package func file(_ name: String) -> String { "\(folder)/\(name)" }

    /// Makes new ones, of a new authority, in the place of these.
    package func remake(names: String) async throws {
        removeFiles()
        try await make(names)
    }

    /// Leaves the server's certificate file without content.
    package func empty() { truncate(file("server.pem"), 0) }

    private func make(_ names: String) async throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let made = try await Program.run(["/\(root)/certs/make", folder, names])
        guard made.status == 0 else { throw Program.NotStarted(description: made.output) }
    }

    private func removeFiles() {
        for name in ["ca.pem", "ca.key", "server.pem", "server.key"] { unlink(file(name)) }
    }
}
