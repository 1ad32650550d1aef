import Routing

/// Reads when a layer counts: `during: mon-thu 17:00-08:00`, `during: office`, `outside: office`.
struct WindowReader {
    let log: FindingLog

    func read(_ section: Section) -> Placed<ShiftWindow>? {
        if let outside = section.placedText("outside") {
            if let during = section["during"] {
                log.error(during.position, "'\(section.path)' has both 'during' and 'outside'", hint: "leave one out")
            }
            return Placed(.outside(outside.value), at: outside.position)
        }
        guard let node = section["during"] else { return nil }
        if case .table = node.content {
            let week = HoursReader(log: log).week(node, path: section.path("during"))
            return Placed(.weekly(week), at: node.position)
        }
        let texts = section.texts("during")
        if texts.count == 1, let text = texts.first, Section.isName(text.value), Phrases.weekdays(text.value) == nil {
            return Placed(.during(text.value), at: text.position)
        }
        var week = WeeklyHours()
        for text in texts { add(text, to: &week, section) }
        return Placed(.weekly(week), at: node.position)
    }

    /// `mon-thu 17:00-08:00, 12:00-13:00`, or just days.
    private func add(_ text: Placed<String>, to week: inout WeeklyHours, _ section: Section) {
        let words = text.value.words
        let split = words.firstIndex { $0.contains(":") } ?? words.count
        guard let days = Phrases.weekdays(words[..<split].joined(separator: " ")) else {
            return log.error(
                text.position, "'\(section.path("during"))': '\(text.value)' is not understood",
                hint: "write 'mon-thu 17:00-08:00', 'sat, sun' or the name of hours")
        }
        let spans = split == words.count ? "00:00-24:00" : words[split...].joined(separator: " ")
        let hours = HoursReader(log: log)
        guard let list = hours.list(of: spans, at: text.position, path: section.path("during")) else { return }
        hours.add(list, at: text.position, on: days, to: &week, path: section.path("during"))
    }
}
