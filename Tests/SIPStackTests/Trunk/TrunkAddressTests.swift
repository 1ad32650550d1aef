import CallModel
import NightbellWire
import Testing

@testable import SIPStack

@Signalling
@Suite("Whose address is a trunk's", .onSignalling)
struct TrunkAddressTests {
    private static func trunk(_ hosts: String...) -> TrunkSettings {
        TrunkSettings(name: "carrier", peers: hosts.map { .init(host: $0) })
    }

    private func source(_ host: String, _ test: TestStack) -> SourceClass {
        test.stack.classify(SocketEndpoint(host: host, port: 5060))
    }

    @Test("A numeric peer is the trunk's in the same turn in which the trunk is set, and a stranger when it is gone")
    func atOnce() async throws {
        try await TestStack.with { test in
            #expect(source("127.0.0.7", test) == .unknown)
            test.stack.setTrunks([Self.trunk("127.0.0.7", "carrier.test.invalid")])
            #expect(source("127.0.0.7", test) == .trunk("carrier"))
            test.stack.setTrunks([Self.trunk("127.0.0.8")])
            #expect(source("127.0.0.7", test) == .unknown)
            #expect(source("127.0.0.8", test) == .trunk("carrier"))
            test.stack.setTrunks([])
            #expect(source("127.0.0.8", test) == .unknown)
        }
    }
}
