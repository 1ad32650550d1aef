/// What lies around a configuration file: other files, time zones, systemd's directories.
package struct ConfigurationSurroundings: Sendable {
    /// Reads a whole file of at most so many bytes. Throws an error whose description says why not.
    package var readFile: @Sendable (_ path: String, _ limit: Int) throws -> [UInt8]
    /// Reads the TZif bytes of a time zone by its IANA name.
    package var readZone: @Sendable (_ name: String) throws -> [UInt8]
    /// `$CREDENTIALS_DIRECTORY` of systemd; `nil` when there is none.
    package var credentialsDirectory: String?
    /// `$STATE_DIRECTORY` of systemd; `nil` when there is none.
    package var stateDirectory: String?
    /// Whether passwords must be there.
    package var secrets = Secrets.needed

    /// Whether passwords must be there: a daemon needs them; whoever only looks is content with the name of one that
    /// systemd would hand over.
    package enum Secrets: Hashable, Sendable { case needed, named }

    /// Surroundings of these parts.
    package init(
        readFile: @escaping @Sendable (String, Int) throws -> [UInt8],
        readZone: @escaping @Sendable (String) throws -> [UInt8], credentialsDirectory: String? = nil,
        stateDirectory: String? = nil
    ) {
        self.readFile = readFile
        self.readZone = readZone
        self.credentialsDirectory = credentialsDirectory
        self.stateDirectory = stateDirectory
    }
}
