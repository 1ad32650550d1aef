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
        var list: [Via] = []
        repeat {
            guard let via = scanner.takeVia() else { return nil }
            list.append(via)
        } while scanner.takeSeparator(",")
        scanner.skipSpace()
        return scanner.isAtEnd ? list : nil
    }

    /// The value as it goes on the wire.
    package var text: String {
        var writer = MessageWriter()
        writer.append(self)
        return writer.text
    }
}

extension ByteScanner {
    /// Moves over `via-parm` (RFC 3261 §25.1), white space around the slashes included.
    mutating func takeVia() -> Via? {
        skipSpace()
        guard let name = take(.token), name.equalsIgnoringCase("SIP"), takeSeparator("/"),
            let version = take(.token), version == "2.0", takeSeparator("/"),
            let transport = take(.token)
        else { return nil }
        let behindTransport = index
        skipSpace()
        guard index > behindTransport, let sentBy = takeHostPort(), let parameters = takeParameters() else {
            return nil
        }
        return Via(
            transport: transport.uppercased(), host: sentBy.host, port: sentBy.port, parameters: parameters)
    }
}
