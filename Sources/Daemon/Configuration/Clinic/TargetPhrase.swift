import CallModel
import Routing

/// Reads what a `ring:` names: a phone, a number, a person, or who is on call.
enum TargetPhrase {
    /// The target in `text`; an unreadable one, with a finding, when it is none.
    static func read(_ text: Placed<String>, path: String, log: FindingLog) -> Placed<ClinicTarget> {
        let words = text.value.words
        let target: ClinicTarget? =
            switch (words.first, words.count) {
            case ("on-call", 2): .onCall(words[1])
            case ("next", 2): .next(words[1])
            case ("everyone", 3) where words[1] == "in": .everyone(words[2])
            case ("queue", 2): .queue(words[1])
            case ("answering", 2) where words[1] == "service": .person(GroupReader.answeringService)
            default: device(text.value)
            }
        guard let target else {
            log.error(
                text.position, "'\(path)': '\(text.value)' is nothing that can be rung",
                hint:
                    "write a phone (\"201\"), a number (\"+16025550171\"), a person, a group, 'queue NAME', 'answering service', 'on-call ROTATION', 'next ROTATION' or 'everyone in ROTATION'"
            )
            return Placed(.unreadable, at: text.position)
        }
        return Placed(target, at: text.position)
    }

    private static func device(_ text: String) -> ClinicTarget? {
        let trimmed = text.trimmed
        if trimmed.utf8.count <= 6, !trimmed.isEmpty, trimmed.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return .phone(trimmed)
        }
        if let number = PhoneNumber(dialled: trimmed) { return .number(number) }
        return Section.isName(trimmed) ? .person(trimmed) : nil
    }
}

extension Section {
    /// The targets of a `ring:`; a finding when there are none.
    func targets(_ key: String) -> [Placed<ClinicTarget>] {
        guard let node = required(key, hint: "whom to ring") else { return [Placed(.unreadable, at: position)] }
        let texts = texts(key)
        if texts.isEmpty { return [Placed(.unreadable, at: node.position)] }
        return texts.map { TargetPhrase.read($0, path: path(key), log: log) }
    }

    /// An action by key; `nil` when the key is not there.
    func action(_ key: String) -> Placed<ClinicAction>? {
        guard let node = self[key] else { return nil }
        guard let text = text(node, key) else { return Placed(.unreadable, at: node.position) }
        return ActionPhrase.read(text, at: node.position, path: path(key), log: log)
    }

    /// An action by key; an unreadable one, with a finding, when the key is not there.
    func requiredAction(_ key: String, hint: String? = nil) -> Placed<ClinicAction> {
        guard required(key, hint: hint) != nil, let action = action(key) else {
            return Placed(.unreadable, at: position)
        }
        return action
    }

    /// A number of the outside world or of the clinic, as people write it.
    func phoneNumber(_ key: String) -> PhoneNumber? {
        guard let text = placedText(key) else { return nil }
        if let number = PhoneNumber(dialled: text.value) { return number }
        log.error(
            text.position, "'\(path(key))': '\(text.value)' is not a telephone number", hint: PhoneNumberHint.text)
        return nil
    }

    /// One key of the telephone.
    func telephoneKey(_ text: String, at position: SourcePosition, path: String) -> Key? {
        if text.count == 1, let character = text.first, let key = Key(character) { return key }
        log.error(position, "'\(path)': '\(text)' is not a key of a telephone", hint: "keys are 0 to 9, * and #")
        return nil
    }
}

enum PhoneNumberHint {
    static let text = "write it with country code, in quotes: \"+16025550100\""
}
