import CallModel

extension Compiler {
    /// Rotations: their layers, people, shifts and overrides.
    mutating func checkRotations() {
        for rotation in clinic.rotations {
            let name = rotation.name.value
            if rotation.order?.isEmpty == true, rotation.layers.isEmpty, rotation.shifts.isEmpty,
                rotation.calendar.isEmpty
            {
                error(rotation.name.position, "rotation '\(name)' has no people", hint: "list them under 'order'")
            }
            checkPeople(rotation.order)
            for layer in rotation.layers { check(layer, of: name) }
            for shift in rotation.shifts { check(shift, called: "a shift", of: name) }
            for shift in rotation.calendar { check(shift, called: "an event", of: name) }
            for override in rotation.overrides {
                let shift = FixedShift(
                    person: override.value.person, start: override.value.start, end: override.value.end)
                check(Placed(shift, at: override.position), called: "the override", of: name)
            }
        }
    }

    private mutating func checkPeople(_ order: [Placed<String>]?) {
        guard let order else {
            hasLooseEnds = true
            return
        }
        for person in order { checkPerson(person) }
    }

    private mutating func checkPerson(_ person: Placed<String>) {
        usedPeople.insert(person.value)
        check("person", person.value, among: people.keys, at: person.position)
    }

    private mutating func check(_ layer: ClinicLayer, of name: String) {
        if layer.order?.isEmpty == true {
            error(
                layer.name.position, "layer '\(layer.name.value)' of rotation '\(name)' has no people",
                hint: "list them under 'order'")
        }
        checkPeople(layer.order)
        switch layer.window?.value {
        case .during(let hours), .outside(let hours):
            if let window = layer.window { checkHours(Placed(hours, at: window.position)) }
        case .weekly, nil: break
        }
    }

    private mutating func check(_ shift: Placed<FixedShift>, called what: String, of name: String) {
        checkPerson(Placed(shift.value.person.value, at: shift.position))
        if shift.value.end <= shift.value.start {
            error(shift.position, "\(what) of '\(name)' ends before it starts")
        }
    }

    /// The schedule of a rotation without errors.
    func schedule(of rotation: ClinicRotation) -> OnCallSchedule {
        let site = rotation.site.flatMap { name in clinic.sites.first { $0.name.value == name.value } }
        var layers: [OnCallSchedule.Layer] = []
        if !rotation.shifts.isEmpty {
            layers.append(.init(name: "shifts", .fixed(ShiftTimeline(rotation.shifts.map(\.value)))))
        }
        if !rotation.calendar.isEmpty {
            layers.append(.init(name: "calendar", .fixed(ShiftTimeline(rotation.calendar.map(\.value)))))
        }
        layers += rotation.layers.map {
            .init(name: $0.name.value, window: $0.window?.value, .turns($0.rotation))
        }
        layers.append(.init(.turns(rotation.rotation)))
        let overrides = rotation.overrides.map(\.value).map {
            FixedShift(person: $0.person, start: $0.start, end: $0.end)
        }
        return OnCallSchedule(
            zone: site?.zone ?? clinic.zone, hours: site?.hours ?? clinic.hours, layers: layers, overrides: overrides)
    }
}
