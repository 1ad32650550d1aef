import CallModel
import SIP
@Signalling
final class TrunkRegistration {
    init(account: TrunkSettings.Account, expiry: Duration, trunk: Trunk) {}
    func start() {}
    func stop() async {}
}
@Signalling
struct DigestAnswers {
    init(account: TrunkSettings.Account?) {}
    func answer(_ response: SIPResponse, to request: SIPRequest) -> [HeaderField]? { nil }
}
