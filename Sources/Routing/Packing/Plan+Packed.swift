import CallModel

extension Decision {
    /// What the decision's plan, and all that is carried on from it, is known again by: 64 bits of its packed form
    /// (FNV-1a). The trace is not in it.
    var mark: UInt64 {
        var packer = Packer()
        plan.instructions.pack(into: &packer)
        packer.text(language)
        reason.pack(into: &packer)
        site.pack(into: &packer)
        marks.pack(into: &packer)
        var mark: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in packer.bytes { mark = (mark ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return mark
    }
}

// Plans are never read back: a dial target comes from a validated configuration and from nowhere else.

extension Instruction: Packable {
    func pack(into packer: inout Packer) {
        switch self {
        case .say(let prompts, let bargeIn):
            prompts.pack(0, into: &packer)
            bargeIn.pack(into: &packer)
        case .menu(let plan): plan.pack(1, into: &packer)
        case .collect(let plan): plan.pack(2, into: &packer)
        case .ring(let plan): plan.pack(3, into: &packer)
        case .escalate(let plan): plan.pack(4, into: &packer)
        case .takeCallback(let plan): plan.pack(5, into: &packer)
        case .setMode(let plan): plan.pack(6, into: &packer)
        case .hangUp: packer.tag(7)
        }
    }
}

extension PromptRef: Packable {
    func pack(into packer: inout Packer) {
        packer.text(name)
        packer.text(language)
    }
}

extension MenuPlan: Packable {
    func pack(into packer: inout Packer) {
        packer.text(menu)
        prompts.pack(into: &packer)
        keys.pack(into: &packer)
        firstKeyTimeout.pack(into: &packer)
    }
}

extension CollectPlan: Packable {
    func pack(into packer: inout Packer) {
        packer.text(question)
        prompts.pack(into: &packer)
        least.pack(into: &packer)
        most.pack(into: &packer)
        firstDigitTimeout.pack(into: &packer)
        nextDigitTimeout.pack(into: &packer)
        readBack.pack(into: &packer)
    }
}

extension RingPlan: Packable {
    func pack(into packer: inout Packer) {
        targets.pack(into: &packer)
        ringTime.pack(into: &packer)
        apart.pack(into: &packer)
        patience.pack(into: &packer)
        callerHears.pack(into: &packer)
        whisper.pack(into: &packer)
    }
}

extension EscalationPlan: Packable {
    func pack(into packer: inout Packer) {
        packer.text(policy)
        round.pack(into: &packer)
        steps.pack(into: &packer)
        opening.pack(into: &packer)
        callerHears.pack(into: &packer)
        comfort.pack(into: &packer)
        comfortInterval.pack(into: &packer)
        leaveNumberKey.pack(into: &packer)
        whisper.pack(into: &packer)
        acceptTimeout.pack(into: &packer)
        packer.text(reason)
        obligationDue.pack(into: &packer)
        packer.text(language)
    }
}

extension EscalationStep: Packable {
    func pack(into packer: inout Packer) {
        number.pack(into: &packer)
        packer.text(name)
        targets.pack(into: &packer)
        order.pack(into: &packer)
        ringTime.pack(into: &packer)
        startsEarly.pack(into: &packer)
    }
}

extension CallbackPlan: Packable {
    func pack(into packer: inout Packer) {
        kind.pack(into: &packer)
        packer.text(reason)
        due.pack(into: &packer)
        packer.text(language)
    }
}

extension ModePlan: Packable {
    func pack(into packer: inout Packer) {
        site.pack(into: &packer)
        menu.pack(into: &packer)
        choices.pack(into: &packer)
        packer.text(language)
    }
}

extension ModePlan.Choice: Packable {
    func pack(into packer: inout Packer) {
        key.pack(into: &packer)
        packer.text(mode)
        prompt.pack(into: &packer)
    }
}

extension DialTarget: Packable {
    func pack(into packer: inout Packer) {
        switch device {
        case .phone(let phone): phone.pack(0, into: &packer)
        case .number(let number, let trunks):
            number.pack(1, into: &packer)
            trunks.pack(into: &packer)
        }
        person.pack(into: &packer)
        packer.text(name)
        switch acceptance {
        case .answering: packer.tag(0)
        case .key(let key): key.pack(1, into: &packer)
        }
    }
}
