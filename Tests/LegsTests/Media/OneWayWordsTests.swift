import Media
import Testing

@testable import Legs

@Suite("Why one side is not heard, in words")
struct OneWayWordsTests {
    private static let stranger = MediaAddress(ipv4: 0xCB00_7109, port: 9_000)

    @Test(
        "Each sign has its likely cause",
        arguments: [
            (OneWayAudio(sign: .nothingCame), "198.51.100.7", "192.0.2.1", "NAT between it and 192.0.2.1"),
            (OneWayAudio(sign: .nothingCame, isPortClosed: true), "198.51.100.7", "192.0.2.1", "is closed (ICMP)"),
            (OneWayAudio(sign: .nothingCame), "198.51.100.7", "192.168.1.5", "set the external address"),
            (OneWayAudio(sign: .nothingCame), "10.0.0.9", "192.0.2.1", "names 10.0.0.9, a private"),
            (OneWayAudio(sign: .otherAddress, source: stranger), "198.51.100.7", "192.0.2.1", "from 203.0.113.9:9000"),
            (OneWayAudio(sign: .otherPayloadType, payloadType: 18), "198.51.100.7", "192.0.2.1", "payload type 18"),
            (OneWayAudio(sign: .notDecrypted), "198.51.100.7", "192.0.2.1", "does not decrypt"),
            (OneWayAudio(sign: .malformed), "198.51.100.7", "192.0.2.1", "is not RTP"),
            (OneWayAudio(sign: .stopped), "198.51.100.7", "192.0.2.1", "muted, held"),
            (OneWayAudio(sign: .stopped, isPortClosed: true), "198.51.100.7", "192.0.2.1", "network is gone"),
        ])
    func words(audio: OneWayAudio, remote: String, host: String, expected: String) throws {
        let address = try #require(MediaAddress(remote, port: 4_000))
        let words = audio.words(remote: address, host: host, signalling: "198.51.100.7")
        #expect(words.contains(expected), "\(words)")
    }

    @Test("A phone in our own network that names a private address is not told to be behind NAT")
    func inside() throws {
        let words = OneWayAudio(sign: .nothingCame).words(
            remote: try #require(MediaAddress("192.168.1.20", port: 4_000)), host: "192.168.1.5",
            signalling: "192.168.1.20")
        #expect(words == "no packet ever came: a firewall or NAT between it and 192.168.1.5 keeps audio back")
    }
}
