/// How a call ended, as its record says it. Every path out of a call carries one.
package enum CallOutcome: Hashable, Sendable, Codable {
    /// A person accepted and was bridged to the caller.
    case reachedHuman(PersonID?)
    /// Nobody accepted; a callback was committed and then promised.
    case callbackPromised(ObligationID)
    /// The caller left during an urgent escalation; the case stays open until a human takes it.
    case caseOpened(ObligationID)
    /// The caller hung up before anything was owed to them.
    case abandoned(CallPhase)
    /// The call was not for us, or not from anybody we serve.
    case refused(Refusal)
    /// The flow came to an announced end, such as hours read out.
    case informed
    /// We ended it: drain, a limit, or a fault.
    case failed(CallFault)

    /// Which side the ending is owed to.
    package var partyAtFault: PartyAtFault {
        switch self {
        case .reachedHuman, .callbackPromised, .caseOpened, .informed: .nobody
        case .abandoned: .theirs
        case .refused(let refusal):
            switch refusal {
            case .unknownNumber, .unknownSource, .noCommonCodec, .badRequest, .loop: .theirs
            case .busy, .noAnswer: .nobody
            case .draining, .overload: .ours
            }
        case .failed(let fault):
            switch fault {
            case .drained, .media, .store, .internalFault, .daemonEnded: .ours
            case .deadMedia, .signallingLost: .unknown
            }
        }
    }
}

/// Where in the call the caller was when they left.
package enum CallPhase: String, Hashable, Sendable, Codable, CaseIterable {
    /// Before we answered.
    case beforeAnswer
    /// A prompt or a menu.
    case menu
    /// A routine ring, before anybody answered.
    case ringing
    /// An urgent escalation; normally this leaves an open case instead.
    case escalation
    /// While leaving a callback number, before it was committed.
    case leavingNumber
}

/// Why a call was not served.
package enum Refusal: String, Hashable, Sendable, Codable, CaseIterable {
    case unknownNumber, unknownSource, noCommonCodec, badRequest, loop, draining, overload
    /// A phone of the clinic that another one called is busy, or does not want the call; or nobody answers there.
    case busy, noAnswer
}

/// Why we ended a call that we served.
package enum CallFault: String, Hashable, Sendable, Codable, CaseIterable {
    /// The drain limit was reached.
    case drained
    /// No RTP endpoint could be had, or the media engine went away.
    case media
    /// No audio came for longer than the dead-media time.
    case deadMedia
    /// The far side stopped answering SIP.
    case signallingLost
    /// A promise could not be committed.
    case store
    /// A defect of ours; the log has more.
    case internalFault
    /// The daemon was killed or crashed, and the call's audio ended with it.
    case daemonEnded
}

/// The side an ending is owed to.
package enum PartyAtFault: String, Hashable, Sendable, Codable, CaseIterable {
    case nobody, ours, theirs, unknown
}
