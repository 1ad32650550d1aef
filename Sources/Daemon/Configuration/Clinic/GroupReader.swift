import Routing

/// Reads `groups:`, `queues:` and `answering_service:`.
struct GroupReader {
    let log: FindingLog

    func groups(_ node: YAMLNode?) -> [ClinicGroup] {
        guard let node, let table = Section(node, path: "groups", log: log) else { return [] }
        return table.named.compactMap { entry in
            guard let section = Section(entry.value, path: "groups.\(entry.key)", keys: .group, log: log) else {
                log.leftOut = true
                return nil
            }
            let (order, apart) = section.order()
            return ClinicGroup(
                name: Placed(entry.key, at: entry.position), title: section.text("name") ?? entry.key,
                targets: section.targets("ring"), order: order, apart: apart)
        }
    }

    func queues(_ node: YAMLNode?) -> [ClinicQueue] {
        guard let node, let table = Section(node, path: "queues", log: log) else { return [] }
        return table.named.compactMap { entry in
            guard let section = Section(entry.value, path: "queues.\(entry.key)", keys: .queue, log: log) else {
                log.leftOut = true
                return nil
            }
            return ClinicQueue(
                name: Placed(entry.key, at: entry.position), targets: section.targets("ring"),
                ringTime: section.duration("for", in: .seconds(5)...Duration.seconds(300)) ?? .seconds(30),
                wait: section.duration("wait", in: .seconds(10)...Duration.seconds(1800)) ?? .seconds(180),
                callerHears: section.placedText("caller_hears"), then: section.action("then"))
        }
    }

    /// The key of the person who stands for the answering service.
    static let answeringService = "answering-service"

    /// The answering service, which is rung like a person with one number; key 1 accepts there as on any phone outside.
    func answeringService(_ entry: YAMLEntry?) -> ClinicPerson? {
        guard let entry, !entry.value.isEmpty,
            let section = Section(entry.value, path: "answering_service", keys: .answeringService, log: log)
        else { return nil }
        return ClinicPerson(
            id: Placed(Self.answeringService, at: entry.position), name: section.text("name") ?? "Answering service",
            devices: section.devices(), order: .inOrder)
    }
}

extension Section {
    /// The `ring:` of somebody: phones and numbers only.
    func devices() -> [Placed<ClinicTarget>] {
        targets("ring").map { target in
            switch target.value {
            case .phone, .number, .unreadable: return target
            case .person, .onCall, .next, .everyone, .queue:
                log.error(
                    target.position, "'\(path).ring' must name phones and numbers, not people",
                    hint: "write \"201\" or \"+16025550171\"")
                return Placed(.unreadable, at: target.position)
            }
        }
    }

    /// `together: yes`, or how far `apart:` they begin when they ring in order.
    func order() -> (RingOrder, apart: Placed<Duration>?) {
        let apart = apart()
        guard flag("together") == .yes else { return (.inOrder, apart) }
        if let apart {
            log.error(
                apart.position, "'\(path)' rings together and apart", hint: "take 'together:' or 'apart:' out")
        }
        return (.together, nil)
    }

    /// `apart: 10s`.
    func apart() -> Placed<Duration>? {
        guard let text = placedText("apart"),
            let time = duration(text.value, at: text.position, "apart", in: .seconds(1)...Duration.seconds(300))
        else { return nil }
        return Placed(time, at: text.position)
    }
}
