package import CallModel
package import Calls

/// A wish to pass the caller on, and what was said to it: `accepted`, `rings`, `ended busy`.
@Signalling
package final class FakeReferral: Referral {
    package let wish: TransferWish
    /// What was said, in order.
    package private(set) var said: [String] = []

    /// A wish for whoever is reached by dialling this.
    package init(_ dialled: String) { wish = .dialled(dialled) }

    /// A wish for whoever talks with this line.
    package init(talksWith leg: any Leg) { wish = .talksWith(leg) }

    /// A wish for somebody elsewhere.
    package init(elsewhere: Void) { wish = .elsewhere }

    package func accept() { said.append("accepted") }
    package func refuse(_ refusal: TransferRefusal) { said.append("refused \(refusal)") }
    package func rings() { said.append("rings") }
    package func end(_ end: TransferEnd) { said.append("ended \(end)") }
}
