import CallModel
import Routing

extension Clinic {
    /// All clinics with one part less. Some do not compile any more; whoever asks passes those over.
    var smaller: [Clinic] {
        var all: [Clinic] = []
        func with(_ change: (inout Clinic) -> Void) {
            var copy = self
            change(&copy)
            all.append(copy)
        }
        for flows in shorter(flows, keeping: 1) { with { $0.flows = flows } }
        for menus in shorter(menus) { with { $0.menus = menus } }
        for rules in shorter(rules) { with { $0.rules = rules } }
        for numbers in shorter(numbers, keeping: 1) { with { $0.numbers = numbers } }
        for people in shorter(people) { with { $0.people = people } }
        for phones in shorter(phones) { with { $0.phones = phones } }
        for rotations in shorter(rotations) { with { $0.rotations = rotations } }
        for index in escalations.indices {
            if escalations[index].rounds > 1 { with { $0.escalations[index].rounds = 1 } }
            for steps in shorter(escalations[index].steps, keeping: 1) { with { $0.escalations[index].steps = steps } }
            for step in escalations[index].steps.indices {
                for targets in shorter(escalations[index].steps[step].targets, keeping: 1) {
                    with { $0.escalations[index].steps[step].targets = targets }
                }
            }
        }
        for index in flows.indices {
            for steps in shorter(flows[index].steps, keeping: 1) { with { $0.flows[index].steps = steps } }
        }
        for index in menus.indices {
            for keys in shorter(menus[index].keys, keeping: 1) { with { $0.menus[index].keys = keys } }
            if menus[index].silence != nil { with { $0.menus[index].silence = nil } }
            if menus[index].wrongKey != nil { with { $0.menus[index].wrongKey = nil } }
        }
        for index in people.indices {
            for devices in shorter(people[index].devices, keeping: 1) { with { $0.people[index].devices = devices } }
        }
        for index in rotations.indices {
            for order in shorter(rotations[index].order ?? [], keeping: 1) {
                with { clinic in
                    let old = clinic.rotations[index].rotation
                    clinic.rotations[index].order = order
                    clinic.rotations[index].rotation = Rotation(
                        lengths: old.lengths, first: old.first, handOff: old.handOff,
                        order: order.map { PersonID($0.value) })
                }
            }
        }
        with { $0.hours = OpeningHours(weekly: hours.weekly) }
        for day in Weekday.allCases {
            guard let week = hours.weekly["office"], !week.spans(on: day).isEmpty else { continue }
            var less = WeeklyHours()
            for other in Weekday.allCases where other != day {
                for span in week.spans(on: other) { _ = less.add(span, on: other) }
            }
            // Closures go with it: what is left of them is in the case before.
            with { $0.hours = OpeningHours(weekly: ["office": less], holidays: hours.holidays) }
        }
        // The hours may be the smallest already, and then these are no less.
        return all.filter { $0.words != words }
    }

    /// The clinic in a few lines, for whoever looks into a failure.
    var words: String {
        var lines = ["zone \(zone.name), holidays \(hours.holidays.map(\.rawValue))"]
        for day in Weekday.allCases {
            guard let spans = hours.weekly["office"]?.spans(on: day), !spans.isEmpty else { continue }
            lines.append("office \(day): \(spans.map(\.description))")
        }
        lines += phones.map { "phone \($0.number.value) \($0.trust)" }
        lines += people.map { "person \($0.id.value): \($0.order) \($0.devices.map(\.value))" }
        lines += rotations.map { rotation in
            "rotation \(rotation.name.value): every \(rotation.rotation.lengths) s from \(rotation.rotation.first) "
                + "\(rotation.rotation.handOff) s: \(rotation.rotation.order)"
        }
        for policy in escalations {
            lines.append("escalation \(policy.name.value): \(policy.rounds) rounds")
            lines += policy.steps.map { "  ring \($0.targets.map(\.value)) \($0.order)" }
        }
        lines += numbers.map { "number \($0.number.value.e164): \($0.flow?.value ?? "-")" }
        for flow in flows { lines.append("flow \(flow.name.value): \(flow.steps.map(\.value).map(Self.words))") }
        for menu in menus {
            let keys = menu.keys.map { "\($0.key.value): \($0.reason ?? "") \($0.action.value)" }
            let silence = menu.silence.map { "\($0.repeats) then \($0.then.value)" } ?? "-"
            let wrong = menu.wrongKey.map { "\($0.repeats) then \($0.then.value)" } ?? "-"
            lines.append("menu \(menu.name.value): \(keys), silence \(silence), wrong key \(wrong)")
        }
        return lines.joined(separator: "\n")
    }

    private static func words(_ step: ClinicStep) -> String {
        switch step {
        case .say(let prompts, _): "say \(prompts.map(\.value))"
        case .during(let hours, let action): "during \(hours.value) \(action.value)"
        case .ring(let ring): "ring \(ring.targets.map(\.value))"
        case .site(let site): "site \(site.value)"
        case .rule(let rule): "rule \(rule.conditions.map(\.value))"
        case .perform(let action): "\(action.value)"
        case .unreadable: "?"
        }
    }
}
