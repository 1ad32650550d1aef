package import CallModel

/// A provider's link as the configuration describes it.
package struct TrunkSettings: Hashable, Sendable {
    /// How the provider knows us.
    package enum Mode: Hashable, Sendable {
        /// By our address: it sends to us and takes from us without a registration.
        case peers
        /// By a registration that we keep up.
        case registration(Account, expiry: Duration)
    }

    /// A name and password for digest.
    package struct Account: Hashable, Sendable, CustomStringConvertible {
        /// The user part of the address of record, and the digest user name.
        package var user: String
        /// The secret; never logged.
        package var password: String

        /// An account of these parts.
        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }

        package var description: String { "account \(user)" }
    }

    /// A host of the provider.
    package struct Peer: Hashable, Sendable {
        /// A name or a numeric address.
        package var host: String
        /// The port; the transport's own when none is written.
        package var port: UInt16?

        /// A peer of these parts.
        package init(host: String, port: UInt16? = nil) {
            self.host = host
            self.port = port
        }
    }

    /// The key in the configuration: `carrier`.
    package var name: String
    /// Where calls go to, in order, and may come from.
    package var peers: [Peer]
    /// How messages travel.
    package var transport: TransportKind
    /// How the provider knows us.
    package var mode: Mode
    /// What answers a 401 or 407 of a provider in static mode; `nil` when it never asks.
    package var digest: Account?
    /// The clinic's number, shown on calls that we make.
    package var callerID: PhoneNumber?
    /// How many calls it carries at once, both ways.
    package var channels: Int

    /// A trunk of these parts.
    package init(
        name: String, peers: [Peer], transport: TransportKind = .udp, mode: Mode = .peers, digest: Account? = nil,
        callerID: PhoneNumber? = nil, channels: Int = 100
    ) {
        self.name = name
        self.peers = peers
        self.transport = transport
        self.mode = mode
        self.digest = digest
        self.callerID = callerID
        self.channels = channels
    }
}
