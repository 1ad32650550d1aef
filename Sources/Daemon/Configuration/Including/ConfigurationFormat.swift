import Routing

/// The form that configurations are written in: `nightbell: 1`. Without that line it is the first one.
enum ConfigurationFormat {
    static let current = "1"

    enum Verdict { case known, unknown }

    /// Whether a file is written in a form that is read here; a finding when it is not.
    static func check(_ top: Section) -> Verdict {
        guard let node = top["nightbell"], node.text != current else { return .known }
        guard let form = node.text else {
            _ = top.text("nightbell")
            return .unknown
        }
        top.log.error(
            node.position, "this file is written in form '\(form)', and this Nightbell reads form \(current)",
            hint: Int(form).map { $0 > 1 } ?? false
                ? "it is for a newer Nightbell: install that, or take the file it came with"
                : "write 'nightbell: \(current)'")
        return .unknown
    }
}
