/// What answers the control socket's requests. The daemon implements it.
///
/// Every member may be asked at any time and by several connections at once. A ``ControlError`` is passed on as it is;
/// another error becomes `.failed` with its description, which must hold no number in full.
package protocol ControlHandler: Sendable {
    /// How the daemon is.
    func status() async throws -> DaemonStatus
    /// Calls that run, and records of calls that are over.
    func calls(_ query: CallsQuery) async throws -> CallsReport
    /// What is owed to patients.
    func callbacks(_ query: CallbacksQuery) async throws -> CallbacksReport
    /// Makes a person the owner of a callback.
    func take(_ request: TakeCallback) async throws -> CallbackReport
    /// Closes a callback.
    func resolve(_ request: ResolveCallback) async throws -> CallbackReport
    /// Reads the configuration anew; a refused one is a report, not an error.
    func reload() async throws -> ReloadReport
    /// Begins to drain and returns at once.
    func drain(_ query: DrainQuery) async throws -> DrainReport
    /// Changes overrides, when asked to, and shows them.
    func overrides(_ request: OverridesRequest) async throws -> OverridesReport
    /// Changes modes, when asked to, and shows them.
    func modes(_ request: ModesRequest) async throws -> ModesReport
    /// Recordings, and who was given one.
    func recordings(_ query: RecordingsQuery) async throws -> RecordingsReport
    /// Writes down who asks, and hands out what opens one recording.
    ///
    /// - Parameter uid: the user at the other end of the socket; `nil` when the system does not say.
    func exportRecording(_ request: ExportRequest, uid: UInt32?) async throws -> RecordingGrant
    /// Which program this is.
    func version() async throws -> VersionReport
    /// The narration from now on. The stream is ended by whoever reads it, or when the daemon ends.
    func events() async throws -> AsyncStream<NarrationLine>
}
