import Routing

/// Reads what the clinic wants proven: `person within 3m`.
enum ProvePhrase {
    /// The time; `nil`, with a finding, when it is not understood.
    static func read(_ text: Placed<String>, log: FindingLog) -> Duration? {
        let words = text.value.words
        if words.prefix(2) == ["person", "within"],
            let time = Phrases.duration(words.dropFirst(2).joined(separator: " ")),
            time >= .seconds(1), time <= .seconds(3600)
        {
            return time
        }
        log.error(
            text.position, "'prove': '\(text.value)' is not understood",
            hint: "write how long a caller may wait until a person is rung, up to an hour: person within 3m")
        return nil
    }
}
