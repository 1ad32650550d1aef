package import CallModel
package import Routing

/// Watches calls as they happen: the narration of the demo, the running calls in `status`, the metrics.
///
/// - Isolation: signalling. It is called in line with the call: it must not wait, and it cannot fail.
@Signalling
package protocol CallObserver: AnyObject, Sendable {
    /// Something happened in a call.
    ///
    /// `.arrived` is the first event of every call and `.ended` the last; nothing follows it.
    func observe(_ event: CallEvent, of call: CallID, at time: Timestamp)
}

/// Something that happened in a call. Keys appear only where a menu names them, never the digits of a number.
package enum CallEvent: Hashable, Sendable {
    /// An INVITE was taken on. `dialled` is as in the record.
    case arrived(dialled: String, caller: PhoneNumber?, source: String)
    /// It was refused.
    case refused(Refusal)
    /// Our 200 was acknowledged; audio flows.
    case answered
    /// The engine was asked at this point, and answered.
    case decided(DecisionPoint, Trace)
    /// The caller hears these prompts.
    case playing([PromptRef])
    /// The caller pressed a key in a menu.
    case pressed(menu: String, Key)
    /// The caller let a menu's time pass.
    case silence(menu: String)
    /// A device is being rung, for so long.
    case ringing(RungDevice, for: Duration)
    /// Somebody, or something, answered the device and hears the whisper.
    case deviceAnswered(RungDevice)
    /// The ring of a device is over.
    case attemptEnded(RungDevice, AttemptResult)
    /// A person accepted.
    case accepted(RungDevice)
    /// The caller and the device are joined.
    case bridged(RungDevice)
    /// Who has the caller put them on hold, or took them up again.
    case held(RungDevice, Hold)
    /// Who has the caller passes them on to somebody.
    case transferring(RungDevice, to: String)
    /// Nobody took them.
    case transferFailed(RungDevice)
    /// Something happened to the recording.
    case recording(RecordingNews)
    /// The caller is asked for a number to call back.
    case leavingNumber
    /// An obligation is on disk.
    case committed(ObligationKind, ObligationID)
    /// An obligation could not be put on disk, after all tries.
    case commitFailed(ObligationKind)
    /// The caller is asked for the PIN by which modes are set.
    case settingMode
    /// They did not have it, or have tried too often; or they had it.
    case enteredPIN(PINAnswer)
    /// They put the site, or the whole clinic, into a mode; `nil` for none.
    case modeSet(String?, site: String?)
    /// The mode could not be put on disk.
    case modeFailed
    /// The caller was told that they will be called back.
    case promised(ObligationID)
    /// The call is over and its record handed over.
    case ended(CallOutcome)
}

/// A device of somebody, rung in some round and step.
package struct RungDevice: Hashable, Sendable, Codable {
    /// What a human calls it: `Dr. Adams`.
    package var name: String
    /// The device as the record names it: `phone 211`, or a redacted number.
    package var device: String
    /// Whose it is.
    package var person: PersonID?
    /// The round and step of the escalation, from 1; both 1 for a plain ring.
    package var round: Int
    package var step: Int

    /// The device of a target.
    package init(_ target: DialTarget, round: Int, step: Int) {
        self.name = target.name
        self.device = target.label
        self.person = target.person
        self.round = round
        self.step = step
    }
}
