import CallModel
import SIP
import Security

/// What a trunk answers when it is asked who it is.
///
/// - Isolation: a value; the trunk has it.
struct DigestAnswers {
    private var client: DigestClient?

    /// Answers with this account; none answers nothing.
    init(account: TrunkSettings.Account?) {
        client = account.map { DigestClient(username: $0.user, password: $0.password, hash: SystemDigest.hash) }
    }

    /// The credentials that `request` is sent anew with; `nil` gives up.
    mutating func answer(_ response: SIPResponse, to request: SIPRequest) -> [HeaderField]? {
        client?.answer(response, to: request, cnonce: SecureRandom.hex(bytes: 8))
    }
}
