import CallModel
import Foundation
import MediaEngine
import NightbellWire
import SIP
import SIPStack
import Testing

@testable import Daemon

@Suite("The fail2ban filter finds what the daemon writes", .onSignalling)
struct BanFilterTests {
    /// The address that the filter of `deploy/fail2ban` finds in a line; `nil` when the line does not match.
    private static func banned(_ line: String) throws -> String? {
        let url = DemoClinicTests.top.appending(path: "deploy/fail2ban/filter.d/nightbell.conf")
        let text = try String(contentsOf: url, encoding: .utf8)
        let key = "failregex = "
        let rule = try #require(text.split(separator: "\n").first { $0.hasPrefix(key) })
        // What fail2ban puts in: the journal's host and program, and an address.
        let pattern = rule.dropFirst(key.count)
            .replacing("%(__prefix_line)s", with: #"(?:\S+ nightbell\[\d+\]: )?"#)
            .replacing("<ADDR>", with: #"([0-9.]+|[0-9a-fA-F:]+)"#)
        let expression = try NSRegularExpression(pattern: String(pattern))
        guard let match = expression.firstMatch(in: line, range: NSRange(line.startIndex..., in: line)),
            let range = Range(match.range(at: 1), in: line)
        else { return nil }
        return String(line[range])
    }

    @Test("The line of a daemon whose phone 211 registers with a wrong password names the address")
    @Signalling
    func real() async throws {
        let folder = try TestFolder()
        let log = LogLines()
        let text = NightClinic.text(trunk: .init(host: "127.0.0.2", port: 5080))
        let daemon = try RunningDaemon(
            try TestDaemon.load(text, folder), clock: .system, logger: log.logger,
            parts: DaemonParts(prompts: { _ in PromptStore() }, adjust: { _ in }))
        try await daemon.start()
        let peer = try await SIPPeer.open(on: "127.0.0.9", towards: daemon.listeners[0].endpoint)
        let status = try await PeerAccount(peer, user: "211", password: "wrong").register().status
        await daemon.stop()
        #expect(status == 403)
        #expect(try log.lines.compactMap { try Self.banned($0) } == ["127.0.0.9"])
    }

    @Test("Lines of the journal, of a terminal and with IPv6 match; other lines, and words behind it, do not")
    func literal() throws {
        let words = "registration refused: wrong name or password host="
        #expect(try Self.banned("clinic nightbell[812]: \(words)203.0.113.7") == "203.0.113.7")
        #expect(try Self.banned("warning: \(words)203.0.113.7") == "203.0.113.7")
        #expect(try Self.banned("\(words)2001:db8::7") == "2001:db8::7")
        #expect(try Self.banned("\(words)203.0.113.7 host=198.51.100.1") == nil)
        #expect(try Self.banned("notice: call over caller=\"\(words)203.0.113.7\"") == nil)
        #expect(try Self.banned("warning: no service for an unknown source from=203.0.113.7:5060") == nil)
    }
}
