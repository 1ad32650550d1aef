/// What both ends of the control socket agree on: one JSON object a line, request and reply in turn.
///
/// ```
/// → {"nightbell":1,"command":"calls","last":20,"reveal":false}
/// ← {"nightbell":1,"result":{"running":[],"past":[…]}}
/// → {"nightbell":1,"command":"dance"}
/// ← {"nightbell":1,"error":{"code":"unknownCommand","message":"there is no command `dance`: …"}}
/// ```
///
/// After `events` the reply is a stream of results, one a line, until either side closes. A newer daemon may add
/// members to a result; it never changes the meaning of one without a new version.
package enum ControlProtocol {
    /// The version that stands in every request and reply.
    package static let version = 1
    /// The longest request, in bytes.
    package static let requestBound = 64 * 1024
    /// The longest reply, in bytes.
    package static let replyBound = 16 * 1024 * 1024
}

/// Why a request was not done.
package struct ControlError: Error, Hashable, Sendable, Codable, CustomStringConvertible {
    /// What stands for what went wrong.
    package struct Code: Hashable, Sendable, Codable, RawRepresentable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The line is no JSON object, or a member is missing or wrong.
        package static let badRequest = Self(rawValue: "badRequest")
        /// The request is longer than ``ControlProtocol/requestBound``.
        package static let tooLong = Self(rawValue: "tooLong")
        /// The request's version is not spoken here.
        package static let version = Self(rawValue: "version")
        /// There is no such command.
        package static let unknownCommand = Self(rawValue: "unknownCommand")
        /// Too many connections.
        package static let busy = Self(rawValue: "busy")
        /// What was named does not exist.
        package static let notFound = Self(rawValue: "notFound")
        /// It is not in a state in which this can be done: held by somebody else, closed, draining.
        package static let conflict = Self(rawValue: "conflict")
        /// It was tried and failed.
        package static let failed = Self(rawValue: "failed")
    }

    /// What went wrong.
    package var code: Code
    /// One sentence that says what to do.
    package var message: String

    /// An error of these parts.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
