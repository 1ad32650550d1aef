package import Routing

/// Where one prompt comes from, as the configuration says.
package struct PromptSource: Hashable, Sendable {
    /// What it is made of.
    package enum Content: Hashable, Sendable {
        /// Words to be spoken.
        case text(String)
        /// A sound file.
        case file(String)
    }

    /// Its name and language.
    package var prompt: PromptRef
    /// What it is made of.
    package var content: Content
    /// Where the configuration says so, for errors: `clinic.yaml:71:9`.
    package var position: String

    /// A source of these parts.
    package init(prompt: PromptRef, content: Content, position: String) {
        self.prompt = prompt
        self.content = content
        self.position = position
    }
}
