package import CallModel

/// Shows the overrides that are set, and changes them first when asked to.
package struct OverridesRequest: Hashable, Sendable, Codable {
    /// What changes; nothing when `nil`.
    package var change: Change?

    /// A change of the overrides. Times are as people type them, by the clock of the rotation's site.
    package enum Change: Hashable, Sendable, Codable {
        /// This person takes the rotation's calls.
        case add(rotation: String, person: PersonID, from: String, to: String)
        /// These two take each other's turns, in this rotation or in all.
        case swap(PersonID, PersonID, rotation: String?, from: String, to: String)
        /// The override of this number is taken back.
        case remove(Int64)
    }

    /// A request for this change, or none.
    package init(change: Change? = nil) { self.change = change }
}

/// Shows the modes that are set, and changes them first when asked to.
package struct ModesRequest: Hashable, Sendable, Codable {
    /// What changes; nothing when `nil`.
    package var change: Change?

    /// A change of a mode.
    package enum Change: Hashable, Sendable, Codable {
        /// The clinic, or a site of it, is in this mode until then (`never` for no end), or as long as the mode lasts.
        case set(mode: String, site: String?, until: String?)
        /// The clinic, or a site of it, has no mode.
        case clear(site: String?)
    }

    /// A request for this change, or none.
    package init(change: Change? = nil) { self.change = change }
}

/// The overrides that are not over.
package struct OverridesReport: Hashable, Sendable, Codable {
    /// One of them.
    package struct Entry: Hashable, Sendable, Codable {
        package var id: Int64
        package var rotation: String
        package var person: PersonID
        /// What people call them; their key when the configuration has them no more.
        package var name: String
        package var start: ReportTime
        package var end: ReportTime
        /// The same by the clock on the wall of the rotation's site.
        package var localStart: String
        package var localEnd: String
    }
    /// In the order in which they were set.
    package var overrides: [Entry]
    /// What was changed, in one sentence; `nil` when nothing was.
    package var changed: String?

    /// A report of these.
    package init(overrides: [Entry], changed: String? = nil) {
        self.overrides = overrides
        self.changed = changed
    }
}

/// The modes that are in force.
package struct ModesReport: Hashable, Sendable, Codable {
    /// One of them.
    package struct Entry: Hashable, Sendable, Codable {
        package var mode: String
        /// What people call it.
        package var title: String
        /// The site; `nil` for the whole clinic.
        package var site: String?
        package var since: ReportTime
        package var until: ReportTime?
        package var localUntil: String?
    }
    package var modes: [Entry]
    /// The modes that the configuration has, by key.
    package var known: [String]
    /// What was changed, in one sentence; `nil` when nothing was.
    package var changed: String?

    /// A report of these.
    package init(modes: [Entry], known: [String], changed: String? = nil) {
        self.modes = modes
        self.known = known
        self.changed = changed
    }
}
