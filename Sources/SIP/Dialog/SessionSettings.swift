/// What is the same for all sessions of a trunk or a phone, and the few things that a session has of its own.
package struct SessionSettings: Hashable, Sendable {
    /// Our Contact on this path.
    package var contact: NameAddress
    /// A random number from 0 to below 1, for the pauses after a glare.
    package var jitter: Double
    @Shared private var common: Common

    private struct Common: Hashable, Sendable {
        var timers: TimerValues
        var allow: [Method]
        var supported: [String]
        var allowText: String
        var supportedText: String
        /// In whole seconds.
        var sessionInterval: Int?
        var minimumInterval: Int
        var product: String?
    }

    /// Settings of these parts.
    package init(
        contact: NameAddress, timers: TimerValues = TimerValues(),
        allow: [Method] = [.invite, .ack, .cancel, .bye, .options, .info, .update, .prack, .notify],
        supported: [String] = ["100rel", "timer"], sessionInterval: Duration? = .seconds(1800),
        minimumInterval: Duration = .seconds(90), product: String? = nil, jitter: Double = 0.5
    ) {
        self.contact = contact
        self.jitter = min(max(jitter, 0), 0.999)
        _common = Shared(
            wrappedValue: Common(
                timers: timers, allow: allow, supported: supported, allowText: Self.text(allow),
                supportedText: Self.text(supported), sessionInterval: sessionInterval?.wholeSeconds,
                minimumInterval: max(minimumInterval.wholeSeconds, 90), product: product))
    }

    private static func text(_ methods: [Method]) -> String { text(methods.map(\.token)) }

    private static func text(_ items: [String]) -> String { items.joined(separator: ", ") }
}

extension SessionSettings {
    /// T1, T2, T4.
    package var timers: TimerValues { common.timers }

    /// The methods that we take, for Allow; others get 405.
    package var allow: [Method] {
        get { common.allow }
        set {
            common.allow = newValue
            common.allowText = Self.text(newValue)
        }
    }

    /// The extensions that we know, for Supported; another one in Require gets 420.
    package var supported: [String] {
        get { common.supported }
        set {
            common.supported = newValue
            common.supportedText = Self.text(newValue)
        }
    }

    /// The session interval that we ask for, in whole seconds; `nil` asks for none.
    package var sessionInterval: Duration? {
        get { common.sessionInterval.map { .seconds($0) } }
        set { common.sessionInterval = newValue?.wholeSeconds }
    }

    /// The shortest session interval that we take, at least 90 s.
    package var minimumInterval: Duration {
        get { .seconds(common.minimumInterval) }
        set { common.minimumInterval = newValue.wholeSeconds }
    }

    /// The value of User-Agent and Server; `nil` writes none.
    package var product: String? { common.product }

    /// Both intervals in seconds.
    var sessionSeconds: Int? { common.sessionInterval }
    var minimumSeconds: Int { common.minimumInterval }

    /// The values of Allow and Supported.
    var allowText: String { common.allowText }
    var supportedText: String { common.supportedText }
}
