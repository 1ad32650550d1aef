package import CallModel

/// How staff may have set the clinic's modes while somebody calls: not at all, one of them for the whole clinic, or one
/// at a single site of those that a call may come to.
package struct ModeCase: Hashable, Sendable {
    /// The mode's key; `nil` for none beside those that the table has.
    package var mode: String?
    /// The site; `nil` for the whole clinic.
    package var site: String?

    /// As the table is.
    package static let asItIs = ModeCase()

    /// A mode, or none.
    package init(mode: String? = nil, site: String? = nil) {
        self.mode = mode
        self.site = site
    }

    /// `mode snow-day`, `mode snow-day at chandler`; empty for none.
    package var words: String { mode.map { "mode \($0)" + (site.map { " at \($0)" } ?? "") } ?? "" }
}

extension RoutingTable {
    /// The same table with that mode, from `start` on, over those that it has.
    package func set(_ modeCase: ModeCase, from start: Timestamp) -> RoutingTable {
        guard let mode = modeCase.mode else { return self }
        return setting(modes: settings + [ModeSetting(mode: mode, site: modeCase.site, start: start)])
    }
}

extension Clinic {
    /// Every way in which one mode may be set, none first. A call that stays at one site sees no more than its mode.
    package var modeCases: [ModeCase] {
        [.asItIs] + modes.map { ModeCase(mode: $0.name.value) }
            + modes.flatMap { mode in sites.map { ModeCase(mode: mode.name.value, site: $0.name.value) } }
    }

    /// Those of them that make a difference to calls to `number`.
    package func modeCases(for number: PhoneNumber) -> [ModeCase] {
        guard !modes.isEmpty, !sites.isEmpty else { return modeCases }
        let reached = flowsReached(from: number)
        var visited: Set<String?> = [numbers.first { $0.number.value == number }?.site?.value]
        for flow in flows where reached.contains(flow.name.value) {
            for case .site(let site) in flow.steps.map(\.value) { visited.insert(site.value) }
        }
        return modeCases.filter { $0.site == nil || visited.count > 1 && visited.contains($0.site) }
    }
}
