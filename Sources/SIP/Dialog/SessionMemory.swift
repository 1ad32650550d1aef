/// What is kept of an established session, so that another process can go on with it.
///
/// Requests and offers that were under way are not in it: whoever waits for us repeats what it said, and whatever we said
/// last is said again or was heard.
package struct SessionMemory: Hashable, Sendable {
    /// Which side began.
    package var role: InviteSession.Role
    /// The dialog, as it was when it was kept.
    package var dialog: Dialog
    /// The session interval that was agreed, in seconds, and who refreshes; `nil` when there is none.
    package var interval: Int?
    package var weRefresh: Bool
    /// Whether the peer takes UPDATE.
    package var remoteAllowsUpdate: Bool
    /// Both descriptions, as they were sent last.
    package var localDescription: [UInt8]
    package var remoteDescription: [UInt8]

    /// A memory of these parts.
    package init(
        role: InviteSession.Role, dialog: Dialog, interval: Int?, weRefresh: Bool, remoteAllowsUpdate: Bool,
        localDescription: [UInt8], remoteDescription: [UInt8]
    ) {
        self.role = role
        self.dialog = dialog
        self.interval = interval
        self.weRefresh = weRefresh
        self.remoteAllowsUpdate = remoteAllowsUpdate
        self.localDescription = localDescription
        self.remoteDescription = remoteDescription
    }
}

extension InviteSession {
    /// How many requests of ours may have been sent since the session was kept: our next number is beyond them. A gap is
    /// allowed (RFC 3261 §12.2.2).
    static let unkeptRequests: UInt32 = 1_000

    /// What to keep of it; `nil` while it is not established, or is over.
    package var memory: SessionMemory? {
        guard phase == .confirmed || phase == .answered, let dialog else { return nil }
        return SessionMemory(
            role: role, dialog: dialog, interval: sessionTimer.interval, weRefresh: sessionTimer.refresher == .us,
            remoteAllowsUpdate: remoteAllowsUpdate, localDescription: localDescription,
            remoteDescription: remoteDescription)
    }

    /// The session that was kept. Begin it with ``resume()``.
    package init(resuming memory: SessionMemory, settings: SessionSettings) {
        role = memory.role
        self.settings = settings
        localTag = memory.dialog.id.localTag
        sessionTimer = SessionTimerState(settings, interval: memory.interval, refresher: memory.weRefresh ? .us : .peer)
        remoteAllowsUpdate = memory.remoteAllowsUpdate
        localDescription = memory.localDescription
        remoteDescription = memory.remoteDescription
        var dialog = memory.dialog
        dialog.noteSent((dialog.localSequence ?? 0) &+ Self.unkeptRequests)
        self.dialog = dialog
        isResumed = true
    }

    /// Begins a session that was kept. Whose turn it is to refresh may be overdue: ours is done at once, and the peer has
    /// a whole interval for its.
    package mutating func resume() -> [SessionAction] {
        guard phase == .ready, isResumed, let dialog else { return [.ignore(.wrongState)] }
        phase = .confirmed
        return [.dialogCreated(dialog.id)] + sessionTimer.restart(refreshingAfter: .seconds(1))
    }

    /// The ACK to a 2xx that answers an INVITE which the process before us sent.
    func acknowledgeForgotten(_ response: SIPResponse) -> [SessionAction] {
        guard phase == .confirmed, let dialog, response.headers.cseq.number > 0 else {
            return [.ignore(.retransmission)]
        }
        return [.sendACK(dialog.ack(to: response))]
    }
}
