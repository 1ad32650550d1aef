package import CallModel

/// What a reload came to.
package struct ReloadReport: Hashable, Sendable, Codable {
    /// Whether the new configuration is in force.
    package enum Result: String, Hashable, Sendable, Codable {
        /// It is in force.
        case swapped
        /// The file says what is already in force.
        case unchanged
        /// It has findings that forbid it; the old one stays, and no call noticed.
        case refused
    }

    /// Whether the new configuration is in force.
    package var result: Result
    /// The configuration that is in force now.
    package var version: ConfigurationVersion
    /// What was found, one line each, with line and column.
    package var findings: [String]

    /// A report of these parts.
    package init(result: Result, version: ConfigurationVersion, findings: [String]) {
        self.result = result
        self.version = version
        self.findings = findings
    }
}

/// What a drain has before it.
package struct DrainReport: Hashable, Sendable, Codable {
    /// How many calls run still.
    package var calls: Int
    /// After so many seconds they are hung up.
    package var limitSeconds: Int

    /// A report of these parts.
    package init(calls: Int, limitSeconds: Int) {
        self.calls = calls
        self.limitSeconds = limitSeconds
    }
}

/// Which program this is.
package struct VersionReport: Hashable, Sendable, Codable {
    /// The program's version.
    package var version: String
    /// The control protocol's version.
    package var control: Int

    /// The report of a program of this version.
    package init(version: String) {
        self.version = version
        control = ControlProtocol.version
    }
}

/// One line of what happens, as a human reads it: `Dr. Adams's phone 211 rings`. Numbers in it are redacted.
package struct NarrationLine: Hashable, Sendable, Codable {
    /// When it happened.
    package var at: ReportTime
    /// The call it belongs to; `nil` for the daemon itself.
    package var call: CallID?
    /// Seconds since that call's INVITE.
    package var seconds: Double?
    /// What happened.
    package var text: String

    /// A line of these parts.
    package init(at: Timestamp, call: CallID? = nil, since invited: Timestamp? = nil, text: String) {
        self.at = ReportTime(at)
        self.call = call
        seconds = invited.map { (at - $0) / .seconds(1) }
        self.text = text
    }
}
