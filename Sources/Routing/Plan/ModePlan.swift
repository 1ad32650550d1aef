/// How a mode is set on the telephone. The PIN is not in it: only the daemon knows that.
package struct ModePlan: Hashable, Sendable, Codable {
    /// The site that gets the mode; `nil` for the whole clinic.
    package var site: String?
    /// The menu that led here; `nil` for none.
    package var menu: String?
    /// The modes that there are, by ascending key.
    package var choices: [Choice]
    /// The language of the call.
    package var language: String

    /// A mode and its key, 1…9.
    package struct Choice: Hashable, Sendable, Codable {
        package var key: Key
        /// The mode's own key in the configuration: `snow-day`.
        package var mode: String
        /// What it is called, spoken.
        package var prompt: PromptRef

        /// A choice of these parts.
        package init(key: Key, mode: String, prompt: PromptRef) {
            self.key = key
            self.mode = mode
            self.prompt = prompt
        }
    }

    /// What the place is called where no menu led there.
    package static let place = "set mode"

    /// A plan of these parts.
    package init(site: String?, menu: String?, choices: [Choice], language: String) {
        self.site = site
        self.menu = menu
        self.choices = choices
        self.language = language
    }
}
