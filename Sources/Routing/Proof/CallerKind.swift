package import CallModel

/// Callers whom the rules cannot tell apart before they press a key: who calls, what the line says of them, and how busy
/// the clinic is. One stands for all of its kind.
package struct CallerKind: Hashable, Sendable {
    /// One of them; `nil` when withheld.
    package var caller: PhoneNumber?
    /// What the line says of the number.
    package var standing: CallerStanding?
    /// How busy the clinic is; `nil` on a quiet day.
    package var load: CallLoad?
    /// `a caller in pharmacies, 5 callers waiting`; empty for the usual kind.
    package var words: String

    /// Callers of whom nothing is known, on a quiet day.
    package static let usual = CallerKind()

    /// A kind of these parts.
    package init(
        caller: PhoneNumber? = nil, standing: CallerStanding? = nil, load: CallLoad? = nil, words: String = ""
    ) {
        self.caller = caller
        self.standing = standing
        self.load = load
        self.words = words
    }

    /// What is known of their calls to `number` as they arrive.
    func facts(calling number: PhoneNumber) -> CallFacts {
        CallFacts(dialled: number, caller: caller, load: load, standing: standing)
    }
}

/// The kinds of callers that a clinic's rules tell apart, number by number.
///
/// A rule's conditions on the caller and on how busy the clinic is are settled when a call arrives. Two callers of whom
/// the same rules are left to be asked, in the same order, get the same answer at every instant: they are one kind.
package struct CallerKinds: Sendable {
    /// More than this of one number are not looked at, one by one.
    package static let most = 256

    private let clinics: [Rules]
    private let candidates: [Candidate]
    private let loads: [(load: CallLoad?, words: String)]

    /// The kinds of `clinics`: of one, or of all that are compared.
    package init(_ clinics: Clinic...) {
        let rules = clinics.map { Rules($0) }
        self.clinics = rules
        var seen: Set<[[Int]]> = []
        candidates = Self.callers(clinics).enumerated().flatMap { order, caller in
            ([nil] + CallerStanding.allCases.map { Optional($0) }).map { standing in
                Candidate(
                    caller: caller.number, standing: standing,
                    words: [order == 0 ? "" : caller.words, standing?.words ?? ""],
                    open: rules.map { $0.open(to: caller.number, standing) })
            }
        }.filter { seen.insert($0.open).inserted }
        loads = Self.loads(rules)
    }

    /// The kinds of callers of `number`, the usual one first; when there are more than ``most``, one more than that.
    package func of(_ number: PhoneNumber) -> [CallerKind] {
        let asked = clinics.map { $0.asked(for: number) }
        var seen: Set<[[Int]]> = []
        var kinds: [CallerKind] = []
        for load in loads {
            for candidate in candidates {
                let left = zip(zip(clinics, asked), candidate.open).map { clinic, open in
                    clinic.0.left(of: open.filter { clinic.1.contains($0) }, load.load)
                }
                guard seen.insert(left).inserted else { continue }
                let words = (candidate.words + [load.words]).filter { !$0.isEmpty }
                kinds.append(
                    CallerKind(
                        caller: candidate.caller, standing: candidate.standing, load: load.load,
                        words: kinds.isEmpty ? "" : words.joined(separator: ", ")))
                if kinds.count > Self.most { return kinds }
            }
        }
        return kinds
    }

    /// Somebody who may call, and which rules of each clinic that does not rule out.
    private struct Candidate {
        var caller: PhoneNumber?
        var standing: CallerStanding?
        var words: [String]
        var open: [[Int]]
    }

    /// Each threshold of the rules, and a quiet day.
    private static func loads(_ clinics: [Rules]) -> [(load: CallLoad?, words: String)] {
        let calls = Set(clinics.flatMap { $0.rules.compactMap(\.calls) }).sorted()
        let waiting = Set(clinics.flatMap { $0.rules.compactMap(\.waiting) }).sorted()
        // A call that arrives is one, and waits.
        let quiet = calls.contains(1) || waiting.contains(1) ? CallLoad(active: 1, waiting: 1) : nil
        var loads = [(load: quiet, words: "")]
        for wait in [1] + waiting.filter({ $0 > 1 }) {
            for active in [1] + calls.filter({ $0 > 1 }) where wait > 1 || active > 1 {
                let words = [
                    active > 1 ? "\(active) calls at once" : nil, wait > 1 ? "\(wait) callers waiting" : nil,
                ]
                loads.append(
                    (
                        CallLoad(active: max(active, wait), waiting: wait),
                        words.compactMap { $0 }.joined(separator: ", ")
                    ))
            }
        }
        return loads
    }
}

extension CallerStanding {
    /// What is said of such a caller.
    fileprivate var words: String {
        switch self {
        case .verified: "a verified number"
        case .suspected: "a suspected number"
        }
    }
}
