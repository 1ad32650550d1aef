import Media
import Testing

@testable import Legs

@Suite("Where a far side's audio is looked for (RFC 7362)")
struct FarSideTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        var place: MediaPlace
        var described: String
        var signalling: String
        var remote: String
        var latching: Latching
        var testDescription: String { "\(place), SDP \(described), signalling \(signalling)" }
    }

    private static let samples = [
        // Inside, and trunks: as the SDP says, and nothing is learned.
        Sample(
            place: .reachable, described: "192.168.1.20", signalling: "192.168.1.20", remote: "192.168.1.20",
            latching: .locked),
        Sample(
            place: .reachable, described: "192.168.1.20", signalling: "203.0.113.7", remote: "192.168.1.20",
            latching: .locked),
        Sample(
            place: .reachable, described: "198.51.100.30", signalling: "203.0.113.7", remote: "198.51.100.30",
            latching: .locked),
        // A private address that is not the one that signals: the one that signals, with any port.
        Sample(
            place: .behindNAT, described: "10.1.2.3", signalling: "203.0.113.7", remote: "203.0.113.7",
            latching: .samePeer),
        Sample(
            place: .behindNAT, described: "172.31.0.5", signalling: "203.0.113.7", remote: "203.0.113.7",
            latching: .samePeer),
        Sample(
            place: .behindNAT, described: "100.72.9.9", signalling: "203.0.113.7", remote: "203.0.113.7",
            latching: .samePeer),
        Sample(
            place: .behindNAT, described: "192.168.1.20", signalling: "10.8.0.2", remote: "10.8.0.2",
            latching: .samePeer),
        // An address that may be right: learned when it is not.
        Sample(
            place: .behindNAT, described: "192.168.1.20", signalling: "192.168.1.20", remote: "192.168.1.20",
            latching: .behindNAT),
        Sample(
            place: .behindNAT, described: "198.51.100.30", signalling: "203.0.113.7", remote: "198.51.100.30",
            latching: .behindNAT),
        Sample(
            place: .behindNAT, described: "172.32.0.5", signalling: "203.0.113.7", remote: "172.32.0.5",
            latching: .behindNAT),
        // Signalling over IPv6 says nothing of an IPv4 address.
        Sample(
            place: .behindNAT, described: "10.1.2.3", signalling: "2001:db8::7", remote: "10.1.2.3",
            latching: .behindNAT),
    ]

    @Test("The address sent to first, and what may be learned", arguments: samples)
    func hearing(sample: Sample) throws {
        let described = try #require(MediaAddress(sample.described, port: 4000))
        let (remote, latching) = FarSide(signalling: sample.signalling, place: sample.place).hearing(described)
        #expect(remote == MediaAddress(sample.remote, port: 4000))
        #expect(latching == sample.latching)
    }
}
