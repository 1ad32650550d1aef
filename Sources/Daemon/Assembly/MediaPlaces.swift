import CallModel
import Legs
import SIPStack

/// Which phones and trunks stand behind address translation, for how their audio is found.
///
/// - Isolation: signalling.
@Signalling
final class MediaPlaces {
    private var phones: Set<String> = []
    private var trunks: Set<String> = []

    init(_ configuration: LoadedConfiguration) { set(configuration) }

    /// Takes them from another configuration.
    func set(_ configuration: LoadedConfiguration) {
        phones = Set(configuration.phones.filter { $0.place == .behindNAT }.map(\.number))
        trunks = configuration.trunksBehindNAT
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
