import CallModel

extension Compiler {
    /// The table of a clinic without errors.
    func table(_ version: ConfigurationVersion, _ rules: RuleIndex) -> RoutingTable {
        let targets = TargetCompiler(self)
        let lists = callerSets()
        let home = home
        let sites = siteEntries(home)
        let parts = TableParts(
            version: version, clinic: clinic, languages: languages, home: home, sites: sites,
            modes: Dictionary(clinic.modes.map { ($0.name.value, $0) }) { first, _ in first },
            person: person ?? .hangUp,  // whatever needs one and has none was refused
            numbers: NumberList(numberEntries(home, sites)),
            flows: flows.mapValues { FlowEntry(steps: steps(of: $0, lists, targets)) },
            rules: rules, menus: menus.mapValues(entry(for:)), questions: questions.mapValues(entry(for:)),
            queues: queues.mapValues { entry(for: $0, targets) },
            policies: policies.mapValues { entry(for: $0, targets) }, people: targets.people,
            phones: phones.compactMapValues { ringables(.phone($0.number.value)).first?.ready })
        return RoutingTable(TableState(parts, rotations: targets.rotations))
    }

    /// These prompts in each of the clinic's languages.
    func spoken(_ names: [String]) -> Spoken { Spoken(names, in: languages) }

    private func numberEntries(_ home: SiteEntry, _ sites: [String: SiteEntry]) -> [PhoneNumber: NumberEntry] {
        let entries = clinic.numbers.compactMap { number in
            number.flow.map { flow in
                (
                    number.number.value,
                    NumberEntry(
                        number, flow: flow.value, languages: languages,
                        site: number.site.flatMap { sites[$0.value] } ?? home)
                )
            }
        }
        return Dictionary(entries) { first, _ in first }
    }

    private func steps(
        of flow: ClinicFlow, _ lists: [String: ClinicCallerList], _ targets: TargetCompiler
    ) -> [FlowStep] {
        flow.steps.enumerated().map { number, step in
            switch step.value {
            case .say(let prompts, let bargeIn): .say(spoken(prompts.map(\.value)), bargeIn)
            case .during(let hours, let action): .during(hours.value, action.value)
            case .ring(let ring):
                .ring(
                    RingEntry(
                        targets: targets.entries(ring.targets), ringTime: ring.ringTime, apart: ring.apart?.value,
                        callerHears: spoken([Self.sound(ring.callerHears?.value ?? "ringback")])))
            case .site(let site): .site(site.value)
            case .rule(let rule): .rule(RuleEntry(parts(of: rule, number: number + 1, lists)))
            case .perform(let action): .perform(action.value)
            case .unreadable: .nothing
            }
        }
    }

    private func entry(for queue: ClinicQueue, _ targets: TargetCompiler) -> QueueEntry {
        QueueEntry(
            targets: targets.entries(queue.targets), ringTime: queue.ringTime, wait: queue.wait,
            callerHears: spoken([Self.sound(queue.callerHears?.value ?? "music")]),
            then: queue.then?.value ?? person ?? .hangUp)
    }

    private func entry(for policy: ClinicEscalation, _ targets: TargetCompiler) -> PolicyEntry {
        let name = policy.name.value
        let comfort: (name: String?, every: Duration)? =
            switch policy.comfort {
            case .none: nil
            case .builtIn: (nil, .seconds(20))
            case .say(let prompt, let every): (prompt?.value, every)
            }
        return PolicyEntry(
            policy,
            steps: policy.steps.enumerated().map { index, step in
                PolicyStep(
                    step, number: index + 1, of: name, targets: targets.entries(step.targets), targets.rotations)
            }, callerHears: spoken([Self.sound(policy.callerHears?.value ?? "music")]),
            opening: spoken([policy.opening?.value ?? BuiltInPrompt.reaching.rawValue]),
            comfort: comfort.map { spoken([$0.name ?? BuiltInPrompt.comfort.rawValue]) },
            comfortInterval: comfort?.every ?? .seconds(20),
            whisper: [
                PromptRef(policy.whisper?.value ?? BuiltInPrompt.whisper.rawValue, language: languages.first ?? "en")
            ])
    }
}

/// Looks up who is behind the names in a `ring:`, for a clinic without errors.
struct TargetCompiler {
    private let compiler: Compiler
    let rotations: RotationList
    /// Everybody, by key.
    let people: [PersonID: PersonEntry]

    init(_ compiler: Compiler) {
        self.compiler = compiler
        let own = compiler.languages.prefix(1)
        let entries = compiler.clinic.people.map { person in
            let spoken = person.languages.map(\.value)
            return (
                PersonID(person.id.value),
                PersonEntry(
                    person, person.devices.flatMap { compiler.ringables($0.value, for: person) },
                    languages: Set(spoken.isEmpty ? Array(own) : spoken))
            )
        }
        let people = Dictionary(entries) { first, _ in first }
        self.people = people
        rotations = RotationList(
            compiler.clinic.rotations.map {
                RotationEntry(
                    name: $0.name.value, schedule: compiler.schedule(of: $0), site: $0.site?.value, people: people)
            })
    }

    func entries(_ targets: [Placed<ClinicTarget>]) -> [TargetEntry] { targets.map { entry($0.value) } }

    private func entry(_ target: ClinicTarget) -> TargetEntry {
        switch target {
        case .onCall(let name): if let place = rotations.place(of: name) { return TargetEntry(target, .onCall(place)) }
        case .next(let name): if let place = rotations.place(of: name) { return TargetEntry(target, .next(place)) }
        case .person(let id):
            guard people[PersonID(id)] == nil, let group = compiler.groups[id] else { break }
            // A group has no groups in it: the compiler refuses them.
            return TargetEntry(
                target,
                .group(
                    GroupEntry(
                        title: group.title, targets: entries(group.targets), order: group.order,
                        apart: group.apart?.value)))
        case .queue(let name):
            guard let queue = compiler.queues[name] else { break }
            // Nor has a queue queues in it.
            return TargetEntry(
                target,
                .group(GroupEntry(title: name, targets: entries(queue.targets), order: .together, apart: nil)))
        case .phone, .number, .everyone, .unreadable: break
        }
        let (resolved, finding) = fixed(target)
        return TargetEntry(target, .fixed(FixedTarget(resolved, .target(target, finding))))
    }

    /// What is behind a name at all times.
    private func fixed(_ target: ClinicTarget) -> (Resolved, TargetFinding) {
        switch target {
        case .phone, .number:
            let devices = compiler.ringables(target)
            guard let device = devices.first else { break }
            return (Resolved(name: device.name, list: DeviceList(devices)), .device(device.name))
        case .person(let id):
            guard let person = people[PersonID(id)] else { break }
            return (
                Resolved(name: id, list: person.list, order: person.order, apart: person.apart),
                .person(person.name, person.list.isEmpty ? .none : .some)
            )
        case .everyone(let name):
            guard let rotation = rotations[name] else { break }
            let everyone = rotation.schedule.people
            return (
                Resolved(name: target.name, list: DeviceList(everyone.flatMap { people[$0]?.devices ?? [] })),
                .everyone(everyone.map { people[$0]?.name ?? $0.value })
            )
        case .onCall, .next, .queue: break
        case .unreadable: return (.nobody(target), .unreadable)
        }
        return (.nobody(target), .missing)
    }
}
