import CallModel

extension Decider {
    mutating func enterFlow(_ name: String) {
        hops += 1
        guard hops <= 64, let flow = table.flows[name] else {
            return enterSafePlan(why: hops > 64 ? "flows lead round in circles" : "there is no flow '\(name)'")
        }
        for step in flow.steps {
            switch step {
            case .say(let prompts, let bargeIn):
                instructions.append(.say(prompts.map { prompt($0.value) }, bargeIn: bargeIn))
            case .during(let hours, let action):
                guard isOpen(hours.value, in: name) else { continue }
                return perform(action.value, in: nil)
            case .ring(let ring): self.ring(ring, in: name)
            case .unreadable: continue
            case .perform(let action):
                note("flows.\(name)", action.value.text)
                return perform(action.value, in: nil)
            }
        }
        enterSafePlan(why: "flow '\(name)' ends with nobody")
    }

    private mutating func isOpen(_ hours: String, in flow: String) -> Bool {
        if hours == Compiler.holidays {
            let day = table.hours.dayOff(at: local.civil)
            note("flows.\(flow)", day.map { "holidays: \($0)" } ?? "holidays: an ordinary day")
            return day != nil
        }
        guard let state = table.hours.state(of: hours, at: local.civil) else {
            note("flows.\(flow)", "there are no hours '\(hours)'")
            return false
        }
        note("flows.\(flow)", "\(hours) hours: \(state.answer.rawValue) (\(state.reason))")
        return state.answer == .open
    }

    private mutating func ring(_ ring: ClinicRing, in flow: String) {
        let groups = ring.targets.map { resolve($0.value) }
        for group in groups { note("flows.\(flow)", "ring \(group.why)") }
        let key = Key("1")
        var seen: Set<DialTarget.Device> = []
        let targets = groups.flatMap(\.devices).filter { seen.insert($0.device).inserted }
            .compactMap { device in key.map { device.target(key: $0) } }
        guard !targets.isEmpty else { return note("flows.\(flow)", "nobody to ring: on to the next step") }
        let sound = Compiler.sound(ring.callerHears?.value ?? "ringback")
        instructions.append(
            .ring(
                RingPlan(
                    targets: targets, ringTime: ring.ringTime, callerHears: prompt(sound),
                    whisper: [PromptRef(BuiltInPrompt.whisper.rawValue, language: table.language)])))
    }

    /// The devices behind a name at this instant, and the words for the trace.
    struct Resolved {
        var name: String
        var devices: [Ringable]
        var order: RingOrder
        var why: String
    }

    func resolve(_ target: ClinicTarget) -> Resolved {
        switch target {
        case .phone(let number):
            let phone = table.phones[number]
            let name = phone?.name ?? "phone \(number)"
            return Resolved(
                name: name, devices: [phone].compactMap { $0 }, order: .inOrder,
                why: phone == nil ? "phone \(number): there is no such phone" : "phone \(number) (\(name))")
        case .number(let number):
            let device = Ringable(
                device: .number(number, trunks: table.trunks), person: nil, name: "number \(number)", trust: .keyNeeded)
            return Resolved(name: device.name, devices: [device], order: .inOrder, why: device.name)
        case .person(let id): return resolve(person: PersonID(id), called: id, because: nil)
        case .onCall(let rotation):
            let name = "on-call \(rotation)"
            guard let answer = table.onCall(rotation, at: now) else { return nobody(name, "there is no such rotation") }
            guard let person = answer.person else { return nobody(name, "nobody: \(answer.reason)") }
            return resolve(person: person, called: name, because: answer.reason)
        case .next(let rotation):
            let name = "next \(rotation)"
            guard let person = table.onCall(rotation, at: now)?.next else { return nobody(name, "nobody is next") }
            return resolve(person: person, called: name, because: "next in order")
        case .unreadable: return nobody("?", "could not be read")
        case .everyone(let rotation):
            var seen: Set<PersonID> = []
            let people = (table.rotations[rotation]?.rotation.order ?? []).filter { seen.insert($0).inserted }
            let devices = people.flatMap { table.people[$0]?.devices ?? [] }
            let names = people.map { table.name(of: $0) ?? $0.value }.joined(separator: ", ")
            let name = "everyone in \(rotation)"
            return Resolved(name: name, devices: devices, order: .inOrder, why: "\(name): \(names)")
        }
    }

    private func resolve(person: PersonID, called name: String, because reason: String?) -> Resolved {
        guard let entry = table.people[person] else { return nobody(name, "there is no person '\(person)'") }
        let who = name == person.value ? entry.name : "\(name): \(entry.name)"
        let devices = entry.devices.isEmpty ? ", who has no device" : ""
        return Resolved(
            name: name, devices: entry.devices, order: entry.order,
            why: who + (reason.map { " (\($0))" } ?? "") + devices)
    }

    private func nobody(_ name: String, _ why: String) -> Resolved {
        Resolved(name: name, devices: [], order: .inOrder, why: "\(name): \(why)")
    }
}
