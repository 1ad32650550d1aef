/// The life of one leg's INVITE, from either side, until its last message.
///
///     caller   ready ─► calling ─1xx─► proceeding ─2xx─► confirmed ─► ended ─► finished
///                          │ hang up      │ hang up: CANCEL
///                          └──────────► cancelling ─487─► finished; ─2xx─► ACK, BYE ─► ended
///     callee   ready ─► incoming ─200─► answered ─ACK─► confirmed ─► ended ─► finished
///
/// Events in, actions out. It keeps the dialog (and the early ones of forks), the open offer of either side, the 2xx
/// until its ACK, the session timer, and the requests of ours that are under way. Bodies are opaque.
///
/// - Isolation: a value; the driver of the leg has it.
/// - Source: RFC 3261 §9, §12–15, RFC 3262, RFC 3311, RFC 4028, RFC 5407 for the races.
package struct InviteSession: Sendable {
    /// The states of the figure.
    package enum Phase: Hashable, Sendable, CaseIterable {
        case ready, calling, proceeding, cancelling, incoming, answered, confirmed, ended, finished
    }

    /// Which side began.
    package enum Role: Hashable, Sendable { case caller, callee }

    /// Where it stands.
    package internal(set) var phase = Phase.ready
    /// Which side we are.
    package let role: Role
    /// The settings it was made with.
    package let settings: SessionSettings
    /// The dialog: of the callee from the start, of the caller from the 2xx.
    package internal(set) var dialog: Dialog?

    /// The INVITE that began it: ours as last sent while answers of forks may come, or the caller's until the ACK.
    @Apart var invite: SIPRequest?
    /// The server transaction of the caller's INVITE.
    var inviteKey: TransactionKey?
    let localTag: String

    // Caller, before the answer.
    var early: [EarlyDialog] = []
    var forks: [Fork] = []
    var cancellation = Cancellation.none
    var forkWindow = Window.closed

    // Callee, before the answer.
    @Apart var lastProgress: SIPResponse?
    /// A provisional response that waits until the one before it is acknowledged.
    @Apart var heldProgress: SIPResponse?
    @Apart var reliable: ReliableProgress?
    var nextReliableNumber: UInt32 = 1
    @Apart var heldAnswer: SIPResponse?
    /// Whether the first offer and answer were exchanged before the 2xx, in reliable responses.
    var earlyExchange = EarlyExchange.open

    // Either side.
    @Apart var answer: UnacknowledgedAnswer?
    var acknowledgement = Acknowledgement.none
    @Apart var awaitedAnswer: AwaitedAnswer?
    var pending: [PendingRequest] = []
    @Apart var incomingOffer: IncomingOffer?
    var heldOffer: [UInt8]?
    /// An offer or refresh of ours that met one of the peer's and is repeated later.
    @Apart var glare: PendingRequest?
    var farewell = Farewell.none
    /// A REFER of the peer that is not over, and how many there were.
    @Apart var referral: Referral?
    var referrals: UInt32 = 0
    var sessionTimer: SessionTimerState
    var remoteAllowsUpdate = false
    var localDescription: [UInt8] = []
    var remoteDescription: [UInt8] = []
    /// Whether another process began it.
    var isResumed = false
}

// Of all parts at once: what is put together piece by piece is copied whole at the end.
extension InviteSession {
    /// A session that sends `invite`, which has From with tag, To, Call-ID, CSeq and Request-URI; its body is the offer,
    /// and none asks the callee to offer. Contact, Allow, Supported and the session timer's headers are added.
    package init(calling invite: SIPRequest, settings: SessionSettings) {
        self.init(
            role: .caller, settings: settings, invite: Apart(wrappedValue: invite),
            localTag: invite.headers.from.tag ?? "",
            sessionTimer: SessionTimerState(settings), localDescription: invite.body)
    }

    /// A session that answers `invite`.
    ///
    /// - Parameters:
    ///   - key: the server transaction of the INVITE.
    ///   - localTag: our tag for To, random.
    package init(answering invite: SIPRequest, key: TransactionKey, localTag: String, settings: SessionSettings) {
        self.init(
            role: .callee, settings: settings, dialog: Dialog(answering: invite, localTag: localTag),
            invite: Apart(wrappedValue: invite),
            inviteKey: key, localTag: localTag, sessionTimer: SessionTimerState(settings),
            remoteAllowsUpdate: invite.headers.lists("Allow", Method.update.token), remoteDescription: invite.body)
    }
}
