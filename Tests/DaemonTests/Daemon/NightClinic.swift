import CallModel
import Daemon
import Foundation
import NightbellWire
import SIP
import SIPStack

/// A clinic whose every moment is night: one menu, two providers, one desk.
///
///     +16025550100 ─ greeting ─ menu ─ 5 ─ 211 for 60 s ─ 212 for 60 s ─ … two rounds ─ callback
///                                    └ 1 ─ 201 (trusted) for 60 s
///
/// All times are long, so that only what a script does ends a wait; who wants a ring to end says so.
enum NightClinic {
    static func text(
        trunk: SocketEndpoint, first: String = "60s", second: String = "60s", rounds: Int = 2, more: String = ""
    ) -> String {
        """
        clinic: Night Clinic
        time_zone: America/Phoenix
        languages: [en]
        state_directory: DIRECTORY
        control_socket: DIRECTORY/control.sock
        listen: { sip: ["udp ADDRESS:5060"], realm: clinic.test }
        media: { address: ADDRESS, ports: 20000-20999 }
        trunks:
          carrier: { peers: ["\(trunk)"], caller_id: "+16025550100" }
        phones:
          "201": { name: Front desk, password: night-201, trusted: yes }
          "211": { name: Dr. Adams' desk, password: night-211 }
          "212": { name: Dr. Baker's desk, password: night-212 }
        people:
          adams: { name: Dr. Adams, ring: "211" }
          baker: { name: Dr. Baker, ring: "212" }
        on_call:
          primary: { rotation: weekly, hand_off: "fri 17:00", since: 2026-01-02, order: [adams] }
          secondary: { rotation: weekly, hand_off: "fri 17:00", since: 2026-01-02, order: [baker] }
        escalations:
          urgent:
            accept_within: 60s
            steps:
              - { ring: on-call primary, for: \(first) }
              - { ring: on-call secondary, for: \(second) }
            rounds: \(rounds)
            then: callback within 30m
        person: escalate urgent
        numbers:
          "+16025550100": { flow: main }
        flows:
          main:
            - say: greeting
            - menu: night
          ring-desk:
            - ring: "201"
              for: 60s
            - escalate: urgent
        menus:
          night:
            say: night-menu
            wait: 60s
            keys:
              "5": { reason: urgent, do: escalate urgent }
              "1": { reason: desk, do: ring-desk }
              "2": { reason: refill, do: callback within 1h }
        prompts:
          greeting: Hello.
          night-menu: For a provider, press 5.
        \(more)
        """
    }
}

extension NightClinic {
    /// The clinic whose first phone rings for 1 s only.
    static let impatient: @Sendable (SocketEndpoint) -> String = { text(trunk: $0, first: "1s") }
}

/// The telephones of a test: a trunk on 127.0.0.2, and phones on addresses of their own.
@Signalling
final class Stage {
    let daemon: TestDaemon
    let carrier: SIPPeer
    private(set) var phones: [String: SIPPeer] = [:]
    var loss: LossRule?
    var pause: Duration?

    init(_ daemon: TestDaemon, _ carrier: SIPPeer) {
        self.daemon = daemon
        self.carrier = carrier
        carrier.daemon = daemon.address
    }

    /// Starts the clinic with a trunk peer.
    static func with<Result>(
        _ text: (SocketEndpoint) -> String = { NightClinic.text(trunk: $0) },
        adjust: @escaping @Sendable (inout StackSettings) -> Void = { _ in },
        configure: (inout LoadedConfiguration) -> Void = { _ in }, in folder: TestFolder? = nil,
        _ body: @Signalling (Stage) async throws -> Result
    ) async throws -> Result {
        let carrier = try await SIPPeer.open(on: "127.0.0.2")
        return try await TestDaemon.with(text(carrier.endpoint), in: folder, adjust: adjust, configure: configure) {
            let stage = Stage($0, carrier)
            do {
                return try await body(stage)
            } catch {
                throw WireTimeout(
                    "\(error)\n\(stage.daemon.stages) \(stage.daemon.openEndpoints) ports\n\(stage.ladders)")
            }
        }
    }

    /// From now on loses datagrams of all peers, which repeat what is not answered within `pause`.
    func beLossy(_ loss: LossRule, pause: Duration) {
        self.loss = loss
        self.pause = pause
        carrier.socket.loss = loss
        carrier.manners.pause = pause
    }

    /// Every message of every peer, for whoever looks into a failure.
    var ladders: String {
        var text = "carrier:\n  " + carrier.ladder.joined(separator: "\n  ")
        for (name, phone) in phones { text += "\n\(name):\n  " + phone.ladder.joined(separator: "\n  ") }
        return text
    }

    /// Registers a phone.
    @discardableResult
    func phone(_ user: String, named name: String? = nil) async throws -> SIPPeer {
        let peer = try await SIPPeer.open(on: "127.0.0.3", towards: daemon.address)
        peer.socket.loss = loss
        if let pause { peer.manners.pause = pause }
        phones[name ?? user] = peer
        let response = try await PeerAccount(peer, user: user, password: "night-\(user)").register()
        guard response.status == 200 else { throw WireTimeout("\(user) is refused with \(response.status)") }
        return peer
    }

    /// A call from the trunk that has been answered and has heard the greeting.
    func call(to number: String = "+16025550100", hears: Bool = true) async throws -> (line: PeerCall, audio: AudioPeer)
    {
        let audio = try await AudioPeer.open(on: "127.0.0.2", hears: hears)
        let line = PeerCall.place(carrier, to: number, body: audio.description())
        try audio.take(try await line.answered())
        if hears { try await audio.hear(Marker.greeting, "the greeting") }
        return (line, audio)
    }

    /// Waits until the caller talks with somebody.
    func connected() async throws {
        try await eventually("the caller talks with somebody: \(daemon.stages)") {
            daemon.stages.contains { $0.hasPrefix("with ") }
        }
    }

    /// Hangs the caller up once the two talk, and sees the other leg ended.
    func finish(_ line: PeerCall, with call: PeerCall) async throws {
        try await connected()
        try await line.hangUp()
        try await call.next(.bye)
    }
}
