import CallModel

extension ControlRequest: Codable {
    private enum Key: String, CodingKey { case nightbell, command }

    private enum Command: String, CaseIterable {
        case status, calls, callbacks, take, resolve, reload, drain, version, events, overrides, modes, recordings,
            exportRecording
    }

    /// Reads a request. Its arguments stand beside `command` in the same object; unknown members are passed over.
    ///
    /// - Throws: ``ControlError`` for another version or an unknown command, `DecodingError` for the rest.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        let version = try members.decodeIfPresent(Int.self, forKey: .nightbell) ?? ControlProtocol.version
        guard version == ControlProtocol.version else {
            throw ControlError(.version, "this daemon speaks version \(ControlProtocol.version), not \(version)")
        }
        let name = try members.decode(String.self, forKey: .command)
        guard let command = Command(rawValue: name) else {
            let known = Command.allCases.map(\.rawValue).joined(separator: ", ")
            throw ControlError(.unknownCommand, "there is no command `\(name.prefix(40))`: there are \(known)")
        }
        self =
            switch command {
            case .status: .status
            case .calls: .calls(try CallsQuery(from: decoder))
            case .callbacks: .callbacks(try CallbacksQuery(from: decoder))
            case .take: .take(try TakeCallback(from: decoder))
            case .resolve: .resolve(try ResolveCallback(from: decoder))
            case .reload: .reload
            case .drain: .drain(try DrainQuery(from: decoder))
            case .version: .version
            case .events: .events
            case .overrides: .overrides(try OverridesRequest(from: decoder))
            case .modes: .modes(try ModesRequest(from: decoder))
            case .recordings: .recordings(try RecordingsQuery(from: decoder))
            case .exportRecording: .exportRecording(try ExportRequest(from: decoder))
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        try members.encode(ControlProtocol.version, forKey: .nightbell)
        func put(_ command: Command) throws { try members.encode(command.rawValue, forKey: .command) }
        switch self {
        case .status: try put(.status)
        case .reload: try put(.reload)
        case .version: try put(.version)
        case .events: try put(.events)
        case .calls(let query):
            try put(.calls)
            try query.encode(to: encoder)
        case .callbacks(let query):
            try put(.callbacks)
            try query.encode(to: encoder)
        case .take(let query):
            try put(.take)
            try query.encode(to: encoder)
        case .resolve(let query):
            try put(.resolve)
            try query.encode(to: encoder)
        case .overrides(let request):
            try put(.overrides)
            try request.encode(to: encoder)
        case .modes(let request):
            try put(.modes)
            try request.encode(to: encoder)
        case .recordings(let query):
            try put(.recordings)
            try query.encode(to: encoder)
        case .exportRecording(let request):
            try put(.exportRecording)
            try request.encode(to: encoder)
        case .drain(let query):
            try put(.drain)
            try query.encode(to: encoder)
        }
    }
}

extension CallsQuery {
    private enum Key: String, CodingKey { case last, id, reveal }

    /// Reads a query; what is absent has its default.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        self.init(
            last: try members.decodeIfPresent(Int.self, forKey: .last) ?? 20,
            id: try members.decodeIfPresent(CallID.self, forKey: .id),
            reveal: try members.decodeIfPresent(Bool.self, forKey: .reveal) ?? false)
    }
}

extension CallbacksQuery {
    private enum Key: String, CodingKey { case closed, reveal }

    /// Reads a query; what is absent has its default.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        self.init(
            closed: try members.decodeIfPresent(Int.self, forKey: .closed) ?? 0,
            reveal: try members.decodeIfPresent(Bool.self, forKey: .reveal) ?? false)
    }
}

extension RecordingsQuery {
    private enum Key: String, CodingKey { case last, call, accesses }

    /// Reads a query; what is absent has its default.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        self.init(
            last: try members.decodeIfPresent(Int.self, forKey: .last) ?? 20,
            call: try members.decodeIfPresent(CallID.self, forKey: .call),
            accesses: try members.decodeIfPresent(Bool.self, forKey: .accesses) ?? false)
    }
}
