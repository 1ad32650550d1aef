package import CallModel
package import Calls
package import Logging
import Media
package import Routing
package import SIP
package import SIPStack

/// Rings what routing names: all contacts of a phone together, a number over its trunks one after another.
///
/// - Isolation: signalling.
@Signalling
package final class SIPLegDialer: LegDialer {
    let stack: SIPStack
    let hub: MediaHub
    let logger: Logger
    /// Where phones and trunks stand, and so how their audio is found.
    let place: @Signalling (SourceClass) -> MediaPlace
    /// Whether their audio is encrypted.
    let encryption: @Signalling (SourceClass) -> MediaEncryption

    /// A dialer over a stack and an engine.
    package init(
        stack: SIPStack, hub: MediaHub, logger: Logger, place: @escaping @Signalling (SourceClass) -> MediaPlace,
        encryption: @escaping @Signalling (SourceClass) -> MediaEncryption
    ) {
        self.encryption = encryption
        self.stack = stack
        self.hub = hub
        self.logger = logger
        self.place = place
    }

    package func dial(_ target: DialTarget, for call: CallID, caller: PhoneNumber?) -> any OutboundAttempt {
        let attempt: RingAttempt
        switch target.device {
        case .phone(let phone):
            let request = OutboundInvite.Party(
                label: target.label, caller: caller?.e164, callerName: nil)
            attempt = RingAttempt(contacts: stack.registrar.contacts(of: phone), party: request, dialer: self)
        case .number(let number, let trunks):
            let request = OutboundInvite.Party(label: target.label, caller: nil, callerName: nil)
            attempt = RingAttempt(number: number, trunks: ordered(trunks), party: request, dialer: self)
        }
        attempt.begin()
        return attempt
    }

    package func dial(_ target: DialTarget, for call: CallID, from phone: String) -> any OutboundAttempt {
        guard case .phone(let called) = target.device else { return dial(target, for: call, caller: nil) }
        let attempt = RingAttempt(
            contacts: stack.registrar.contacts(of: called),
            party: OutboundInvite.Party(label: target.label, caller: phone, callerName: nil), dialer: self)
        attempt.begin()
        return attempt
    }

    /// The configured order, with the trunks that look down behind the others.
    private func ordered(_ trunks: [String]) -> [String] {
        let looksUp = { (name: String) in self.stack.trunks[name]?.looksUp ?? false }
        return trunks.filter(looksUp) + trunks.filter { !looksUp($0) }
    }

    package func bridge(_ first: any Leg, _ second: any Leg) {
        guard let first = first as? SIPLeg, let second = second as? SIPLeg else { return }
        first.media.bridge(to: second.media)
    }

    package func unbridge(_ first: any Leg, _ second: any Leg) {
        (first as? SIPLeg)?.media.unbridge()
        (second as? SIPLeg)?.media.unbridge()
    }
}
