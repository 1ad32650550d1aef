package import CallModel
package import Routing

/// A question of `nightbell route`, as it is typed.
package struct RouteQuestion: Hashable, Sendable {
    /// The number that is dialled, as people write numbers.
    package var did: String
    /// `2026-12-25 03:00` by the clock on the wall of the number's site; `nil` for now.
    package var at: String?
    /// Who calls; `nil` for a withheld number.
    package var from: String?
    /// `5`, `8,5`, `silence,5`.
    package var keys: String?

    /// A question of these words.
    package init(did: String, at: String? = nil, from: String? = nil, keys: String? = nil) {
        self.did = did
        self.at = at
        self.from = from
        self.keys = keys
    }

    /// Asks the configuration.
    ///
    /// - Throws: ``RouteQuestionError`` for words that are not understood, and for a number that is not the clinic's.
    package func ask(_ configuration: LoadedConfiguration, now: Timestamp) throws(RouteQuestionError) -> RouteReport {
        let call = try understand(configuration, now)
        let run = DryRun(configuration.table, did: call.number, at: call.at, from: call.caller, keys: call.keys)
        return RouteReport(run, keys: call.keys, configuration)
    }

    /// Asks the configuration for every change of the answer over a year and a month.
    ///
    /// - Throws: ``RouteQuestionError`` as ``ask(_:now:)``.
    package func year(_ configuration: LoadedConfiguration, now: Timestamp) throws(RouteQuestionError) -> RouteYear {
        let call = try understand(configuration, now)
        let start = Timestamp(seconds: call.at.seconds - call.at.seconds % 60)
        let list = YearList(
            configuration.table, number: call.number, caller: call.caller, keys: call.keys, from: start,
            to: start + .seconds(86_400 * Proof.usualDays))
        return RouteYear(
            configuration: configuration.version, did: call.number, keys: call.keys,
            zone: configuration.table.zone(of: call.number), list: list)
    }

    /// A call as it was asked for.
    private struct Call {
        var number: PhoneNumber
        var caller: PhoneNumber?
        var at: Timestamp
        var keys: [DryRunKey]
    }

    private func understand(_ configuration: LoadedConfiguration, _ now: Timestamp) throws(RouteQuestionError) -> Call {
        let table = configuration.table
        guard let number = PhoneNumber(dialled: did) else {
            throw RouteQuestionError("--did \(did) is no telephone number: write it as +16025550100")
        }
        guard table.serves(number) else {
            let known = table.dialledNumbers.map(\.e164).joined(separator: ", ")
            throw RouteQuestionError("\(configuration.file) has no number \(number.e164): it has \(known)")
        }
        var caller: PhoneNumber?
        if let from {
            caller = PhoneNumber(dialled: from)
            if caller == nil {
                throw RouteQuestionError("--from \(from) is no telephone number: leave it out for a withheld one")
            }
        }
        var instant = now
        if let at {
            guard let time = configuration.instant(at, for: number) else {
                throw RouteQuestionError("--at '\(at)' is no date and time: write it as '2026-12-25 03:00'")
            }
            instant = time
        }
        guard let pressed = keys.map(DryRunKey.list) ?? [] else {
            throw RouteQuestionError(
                "--keys '\(keys ?? "")' are not understood: write keys with commas between, and silence for none: 8,5")
        }
        return Call(number: number, caller: caller, at: instant, keys: pressed)
    }
}

/// What one and the same call gets over a year and a month.
package struct RouteYear: Sendable {
    /// The configuration that decided.
    package var configuration: ConfigurationVersion
    /// The number that is dialled, and what the caller presses.
    package var did: PhoneNumber
    package var keys: [DryRunKey]
    /// The clock by which calls to it are decided.
    package var zone: TimeZoneRules
    /// The answers.
    package var list: YearList
}

/// Why a question was not understood.
package struct RouteQuestionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence that says what to write.
    package let description: String

    init(_ description: String) { self.description = description }
}

extension LoadedConfiguration {
    /// The instant at which the clock of the site to which `number` belongs, or else the clinic's, shows `text`, as in
    /// `2026-12-25 03:00`; `nil` for other words.
    package func instant(_ text: String, for number: PhoneNumber? = nil) -> Timestamp? {
        let zone = number.map { table.zone(of: $0) } ?? table.zone
        return Phrases.time(text).map { zone.instants(of: $0).instant }
    }
}
