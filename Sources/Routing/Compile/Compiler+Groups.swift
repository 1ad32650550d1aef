import CallModel

extension Compiler {
    /// Ring groups and their members.
    mutating func checkGroups() {
        for group in clinic.groups {
            let name = group.name.value
            if people[name] != nil {
                error(
                    group.name.position, "'\(name)' is a person and a group", hint: "give one of them another name")
            }
            for target in group.targets {
                if case .person(let member) = target.value, people[member] == nil, groups[member] != nil {
                    hasLooseEnds = true
                    error(
                        target.position, "group '\(member)' cannot be in group '\(name)'",
                        hint: "list the phones and people of '\(member)' here")
                } else {
                    checkMember(target, of: "group '\(name)'")
                }
            }
        }
    }

    /// Somebody in a group or a queue, which have no queues in them.
    private mutating func checkMember(_ target: Placed<ClinicTarget>, of whole: String) {
        guard case .queue(let member) = target.value else { return checkTarget(target) }
        hasLooseEnds = true
        error(
            target.position, "queue '\(member)' cannot be in \(whole)",
            hint: "list the phones and people of '\(member)' here")
    }

    /// Queues, who answers them and where they lead.
    mutating func checkQueues() {
        for queue in clinic.queues {
            let name = queue.name.value
            for target in queue.targets { checkMember(target, of: "queue '\(name)'") }
            if let sound = queue.callerHears { checkSound(sound) }
            if let then = queue.then {
                check(then)
                if then.value == .hangUp || then.value == .repeatMenu {
                    error(
                        then.position, "queue '\(name)' would end with nobody reached and nothing kept",
                        hint: "write 'then: escalate …' or 'then: callback next office day'")
                }
            } else if person == nil {
                error(
                    queue.name.position, "queue '\(name)' does not say who comes after the longest wait",
                    hint: "add 'then:', such as 'then: escalate urgent'")
            }
        }
    }
}
