import CallModel
import Calls
import Media
import SIP
import SIPStack

/// A leg towards one contact of a phone, or one trunk; it is a ring until it is answered.
///
/// - Isolation: signalling.
@Signalling
final class OutboundSIPLeg: SIPLeg {
    /// Called once, when the far side answered and its description can be served.
    var onAnswered: (@Signalling () -> Void)?
    /// Called once, when the ring ended without an answer that can be served.
    var onFailed: (@Signalling (DialOutcome, SessionEnding) -> Void)?
    private var isAnswered = false
    /// Descriptions of provisional responses, by the tag of the fork: an answer need not be said twice (RFC 3262 §5).
    private var early: [String: MessageBody] = [:]
    private var refusal: SessionEnding?

    /// What another process needs to give the ring up; `nil` when it is none any more.
    var ringMemory: [UInt8]? {
        session.ringing.flatMap { RingMemory(flow: session.flow, source: source, invite: $0)?.bytes }
    }

    override func handle(_ event: SessionAction) {
        switch event {
        case .answered(let response): answered(response)
        case .progressed(let response):
            guard !response.body.isEmpty, early.count < 16 else { return }
            early[response.headers.to.tag ?? ""] = MessageBody(response)
        case .ended(let how):
            super.handle(event)
            settle(how)
        default: super.handle(event)
        }
    }

    private func answered(_ response: SIPResponse) {
        guard !isAnswered else { return }
        isAnswered = true
        let description = response.body.isEmpty ? early[response.headers.to.tag ?? ""] : MessageBody(response)
        takeAnswer(description ?? MessageBody(contentType: nil, bytes: []))
        early = [:]
        // A description that cannot be served has ended the leg by now.
        guard ending == nil else {
            fail(.unreachable(negotiationFault ?? "no common codec in the answer"), .local)
            return
        }
        let told = onAnswered
        onAnswered = nil
        onFailed = nil
        told?()
    }

    private func settle(_ how: SessionEnding) {
        switch how {
        case .refused(let response): fail(OutcomeMapping.outcome(status: response.status), how)
        case .rejected(let status): fail(OutcomeMapping.outcome(status: status), how)
        case .timedOut: fail(.unreachable("no answer to the INVITE"), how)
        case .transportFailed: fail(.unreachable("nobody listens there"), how)
        // It was us who ended it, because the answer could not be served.
        case .local where isAnswered: fail(.unreachable("no common codec in the answer"), how)
        case .local, .cancelled: fail(.cancelled, how)
        case .remote, .acknowledgementMissing, .prackMissing, .expired, .dialogLost:
            fail(.unreachable("the far side ended the ring"), how)
        }
    }

    private func fail(_ outcome: DialOutcome, _ how: SessionEnding) {
        let told = onFailed
        onAnswered = nil
        onFailed = nil
        told?(outcome, how)
    }
}

extension MessageBody {
    fileprivate init(_ response: SIPResponse) {
        self.init(contentType: response.headers.contentTypeText, bytes: response.body)
    }
}
