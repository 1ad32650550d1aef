import CallModel
import Legs
import SIP
import SIPStack

/// Which phones and trunks stand behind address translation, for how their audio is found, and whose audio is encrypted.
///
/// - Isolation: signalling.
@Signalling
final class MediaPlaces {
    private var phones: Set<String> = []
    private var trunks: Set<String> = []
    private var phoneEncryption: [String: MediaEncryption] = [:]
    private var trunkEncryption: [String: MediaEncryption] = [:]

    init(_ configuration: LoadedConfiguration) { set(configuration) }

    /// Takes them from another configuration.
    func set(_ configuration: LoadedConfiguration) {
        phones = Set(configuration.phones.filter { $0.place == .behindNAT }.map(\.number))
        trunks = configuration.trunksBehindNAT
        phoneEncryption = Dictionary(configuration.phones.map { ($0.number, $0.encryption) }) { first, _ in first }
        trunkEncryption = configuration.trunkEncryption
    }

    /// Whether the audio of a source of calls, or a target of them, is encrypted.
    func encryption(of source: SourceClass) -> MediaEncryption {
        switch source {
        case .phone(let phone): phoneEncryption[phone] ?? .off
        case .trunk(let trunk): trunkEncryption[trunk] ?? .off
        case .unknown: .off
        }
    }

    /// Where a source of calls, or a target of them, stands.
    func place(of source: SourceClass) -> MediaPlace {
        switch source {
        case .phone(let phone): phones.contains(phone) ? .behindNAT : .reachable
        case .trunk(let trunk): trunks.contains(trunk) ? .behindNAT : .reachable
        case .unknown: .reachable
        }
    }
}
