package import CallModel

/// What is known of a call when a decision is asked for.
package struct CallFacts: Hashable, Sendable, Codable {
    /// The clinic's number that was dialled.
    package var dialled: PhoneNumber
    /// The caller; `nil` when withheld.
    package var caller: PhoneNumber?
    /// The language chosen so far; `nil` for the number's own.
    package var language: String?
    /// Where the call stands.
    package var point: DecisionPoint
    /// The reason the caller chose, once a menu named one: `urgent`.
    package var reason: String?
    /// The site that a flow has put the call to; the number's own when `nil`.
    package var site: String?
    /// What else was found out on the way.
    package var marks: CallMarks
    /// How busy the clinic is; `nil` when nobody counts.
    package var load: CallLoad?
    /// What the line says of the caller's number; `nil` when it says nothing.
    package var standing: CallerStanding?

    /// The facts of a call.
    package init(
        dialled: PhoneNumber, caller: PhoneNumber?, language: String? = nil, point: DecisionPoint = .start,
        reason: String? = nil, site: String? = nil, marks: CallMarks = CallMarks(), load: CallLoad? = nil,
        standing: CallerStanding? = nil
    ) {
        self.dialled = dialled
        self.caller = caller
        self.language = language
        self.point = point
        self.reason = reason
        self.site = site
        self.marks = marks
        self.load = load
        self.standing = standing
    }

    /// Takes over what a decision settled, for the next one.
    package mutating func carry(_ decision: Decision) {
        language = decision.language
        reason = decision.reason
        site = decision.site
        marks = decision.marks
    }
}

/// What is known of a caller beyond numbers and keys. It is carried from decision to decision.
package struct CallMarks: Hashable, Sendable, Codable {
    /// How the call stands before others; `nil` for as any other.
    package var priority: CallPriority?
    /// The provider whom the caller asks for.
    package var provider: PersonID?
    /// The skill that is wanted: `pediatrics`.
    package var skill: String?
    /// Where the caller lives: `85004`.
    package var zip: String?
    /// How much time the caller wants to press keys; `nil` for the number's own.
    package var pace: Pace?

    /// Marks of these parts.
    package init(
        priority: CallPriority? = nil, provider: PersonID? = nil, skill: String? = nil, zip: String? = nil,
        pace: Pace? = nil
    ) {
        self.priority = priority
        self.provider = provider
        self.skill = skill
        self.zip = zip
        self.pace = pace
    }

    /// These marks with the others over them.
    package func marked(with others: CallMarks) -> CallMarks {
        CallMarks(
            priority: others.priority ?? priority, provider: others.provider ?? provider, skill: others.skill ?? skill,
            zip: others.zip ?? zip, pace: others.pace ?? pace)
    }
}

/// How a call stands before others.
package enum CallPriority: String, Hashable, Sendable, Codable, CaseIterable { case low, normal, high }

/// How busy the clinic is as a call asks for a decision, itself included.
package struct CallLoad: Hashable, Sendable, Codable {
    /// Calls that run.
    package var active: Int
    /// Calls of which no person has taken care yet.
    package var waiting: Int

    /// A load of these figures.
    package init(active: Int, waiting: Int) {
        self.active = active
        self.waiting = waiting
    }
}

/// What the line says of the caller's number.
package enum CallerStanding: String, Hashable, Sendable, Codable, CaseIterable {
    /// The number is vouched for.
    case verified
    /// The number is likely forged, or known for automatic calls.
    case suspected
}
