extension Via {
    /// The Via of this text: `SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK77;rport`.
    ///
    /// - Returns: `nil` when the text is no Via, more than one, or of a version other than 2.0.
    package init?(parsing text: String) {
        guard let list = Via.list(parsing: text), list.count == 1, let only = list.first else { return nil }
        self = only
    }

    /// The values of a comma-separated field, topmost first.
    ///
    /// - Returns: at least one; `nil` when any of them is malformed.
    package static func list(parsing text: String) -> [Via]? {
        var scanner = ByteScanner(text)
        return scanner.takeVias { $0 == "2.0" }
    }

    /// The values of a field whose version does not matter, because it is only echoed in a refusal.
    package static func list(parsingAnyVersion text: String) -> [Via]? {
        var scanner = ByteScanner(text)
        return scanner.takeVias { _ in true }
    }

    /// The value as it goes on the wire.
    package var text: String {
        var writer = MessageWriter()
        writer.append(self)
        return writer.text
    }
}

extension ByteScanner {
    /// Moves over everything that is left, which must be Via values.
    mutating func takeVias(version isKnown: (String) -> Bool) -> [Via]? {
        var list: [Via] = []
        repeat {
            guard let via = takeVia(version: isKnown) else { return nil }
            list.append(via)
        } while takeSeparator(",")
        skipSpace()
        return isAtEnd ? list : nil
    }

    /// Moves over `via-parm` (RFC 3261 §25.1), white space around the slashes included.
    private mutating func takeVia(version isKnown: (String) -> Bool) -> Via? {
        skipSpace()
        guard let name = take(.token), name.equalsIgnoringCase("SIP"), takeSeparator("/"),
            let version = take(.token), isKnown(version), takeSeparator("/"),
            let transport = take(.token)
        else { return nil }
        let behindTransport = index
        skipSpace()
        guard index > behindTransport, let sentBy = takeHostPort(), let parameters = takeParameters() else {
            return nil
        }
        return Via(
            transport: transport.asciiUppercased, host: sentBy.host, port: sentBy.port, parameters: parameters)
    }
}
