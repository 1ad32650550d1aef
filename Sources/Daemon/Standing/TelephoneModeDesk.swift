import CallModel
import Calls
import Logging
import Routing

/// Sets modes for calls, as `nightbell mode` does for commands.
@Signalling
final class TelephoneModeDesk: ModeDesk {
    private weak var daemon: RunningDaemon?
    private let pin: Secret

    init(_ daemon: RunningDaemon, pin: Secret) {
        self.daemon = daemon
        self.pin = pin
    }

    func check(pin digits: String, from caller: PhoneNumber?) -> PINAnswer {
        guard let daemon else { return .wrong }
        let now = daemon.clock.now()
        guard daemon.pinTries.allows(caller, at: now) == .allowed else {
            daemon.logger.warning(
                "too many wrong PINs: none is looked at",
                metadata: ["caller": "\(caller.map { "\($0)" } ?? "withheld")"])
            return .tooMany
        }
        if Self.areSame(digits, pin.value) { return .right }
        daemon.pinTries.add(caller, at: now)
        return .wrong
    }

    /// Takes as long for every PIN of the same length, wherever it is wrong.
    private static func areSame(_ given: String, _ pin: String) -> Bool {
        let given = Array(given.utf8)
        var difference = given.count ^ pin.utf8.count
        for (index, digit) in pin.utf8.enumerated() {
            difference |= Int(digit ^ (index < given.count ? given[index] : 0))
        }
        return difference == 0 && !pin.isEmpty
    }

    func set(_ mode: String?, site: String?) async throws {
        guard let daemon else { throw CancellationError() }
        let change: ModesRequest.Change =
            mode.map { .set(mode: $0, site: site, until: nil) } ?? .clear(site: site)
        _ = try await daemon.modes(ModesRequest(change: change))
    }
}

extension RunningDaemon {
    /// Lets calls set modes by the PIN of the configuration, when it has one.
    func takePIN() {
        switchboard.modes = configuration.modePIN.map { TelephoneModeDesk(self, pin: $0) }
    }
}
