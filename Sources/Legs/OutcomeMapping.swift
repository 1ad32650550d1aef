import CallModel
import Calls

/// Words of records that others look for.
package enum OutcomeWords {
    /// How the end of a leg reads while it lives.
    package static let stillUp = "still up"
}

/// SIP's numbers and Nightbell's words for the same things. No other file of Legs knows a status code's meaning.
enum OutcomeMapping {
    /// How a ring ended that was finally refused with `status` (RFC 3261 §21).
    ///
    /// 487 is what a ring answers that we cancelled; nobody else may end it so.
    static func outcome(status: Int) -> DialOutcome {
        switch status {
        case 486, 600: .busy
        case 603, 607, 608: .declined
        case 487: .cancelled
        case 408: .unreachable("no answer from the phone or trunk (408)")
        case 401, 407: .unreachable("the far side does not accept our password (\(status))")
        case 403: .unreachable("forbidden by the far side (403)")
        case 404, 484, 604: .unreachable("the number is not known there (\(status))")
        case 480: .unreachable("not reachable now (480)")
        case 488, 606: .unreachable("no common codec (\(status))")
        default: .unreachable("refused with \(status)")
        }
    }

    /// Which of two failed contacts of one phone says more: busy and declined are a human's doing.
    static func rank(_ outcome: DialOutcome) -> Int {
        switch outcome {
        case .answered: 4
        case .declined: 3
        case .busy: 2
        case .unreachable: 1
        case .cancelled: 0
        }
    }

    /// The final response that refuses a call (RFC 3261 §21).
    static func status(_ refusal: Refusal) -> (code: Int, reason: String) {
        switch refusal {
        case .unknownNumber: (404, "Not Found")
        case .unknownSource: (403, "Forbidden")
        case .noCommonCodec: (488, "Not Acceptable Here")
        case .badRequest: (400, "Bad Request")
        case .loop: (482, "Loop Detected")
        case .draining, .overload: (503, "Service Unavailable")
        case .busy: (486, "Busy Here")
        case .noAnswer: (480, "Temporarily Unavailable")
        }
    }

    /// The final response to a REFER that is not obeyed.
    static func status(_ refusal: TransferRefusal) -> Int {
        switch refusal {
        case .nobody, .itself, .noTalk: 403
        }
    }

    /// What the phone that passed a caller on is told of the outcome (RFC 3515 §2.4.5).
    static func status(_ end: TransferEnd) -> Int {
        switch end {
        case .accepted: 200
        case .busy: 486
        case .declined: 603
        case .noAnswer, .unreachable: 480
        case .callerLeft: 487
        }
    }

    /// The value of the Reason header that goes with a BYE or CANCEL of ours; `nil` where none helps (RFC 3326 §2).
    ///
    /// "Call completed elsewhere" with cause 200 is what keeps a phone from listing the call as missed.
    static func reasonHeader(_ reason: HangUpReason) -> String? {
        switch reason {
        case .answeredElsewhere: #"SIP;cause=200;text="Call completed elsewhere""#
        case .normal: #"Q.850;cause=16;text="Normal call clearing""#
        case .noAnswer: #"Q.850;cause=19;text="No answer""#
        case .callerLeft: #"SIP;cause=487;text="Caller hung up""#
        case .declined: #"Q.850;cause=21;text="Declined""#
        case .drained: #"SIP;cause=503;text="Server is being restarted""#
        case .fault: #"Q.850;cause=41;text="Temporary failure""#
        }
    }

    /// How a leg's end reads in the record.
    static func words(_ ending: LegEnding?) -> String {
        switch ending {
        case nil: OutcomeWords.stillUp
        case .remote: "hung up by the far side"
        case .local(let reason): "hung up by us: \(words(reason))"
        case .deadMedia: "no audio came any more"
        case .signallingLost: "the far side stopped answering"
        case .mediaFailed: "no audio port"
        }
    }

    private static func words(_ reason: HangUpReason) -> String {
        switch reason {
        case .normal: "the call was over"
        case .answeredElsewhere: "answered elsewhere"
        case .noAnswer: "not accepted in time"
        case .callerLeft: "the caller left"
        case .declined: "declined by key"
        case .drained: "the daemon was stopped"
        case .fault: "a fault of ours"
        }
    }
}
