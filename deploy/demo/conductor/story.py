"""The story of one night call, each sentence of it waited for and checked. The first that fails ends it."""

from peers.timeline import NotHappened

from . import cast
from .record import print_record, time_to_human

TALK = 3.0  # seconds that both must hear each other


def play(stage, narrator):
    """Plays the whole story. Returns the record's time to human in seconds. Throws NotHappened."""
    _curtain(stage, narrator)
    _patient_dials(stage, narrator)
    _primary_does_not_answer(stage, narrator)
    accepted = _secondary_accepts(stage, narrator)
    _they_talk(stage, narrator, accepted)
    return _what_was_written(stage, narrator, accepted)


def _curtain(stage, narrator):
    stage.start_daemon()
    narrator.tell("nightbell", f"is up on port {cast.SIP_PORT} (UDP, TCP) and {cast.TLS_PORT} (TLS), "
                  f"{stage.daemon.ready_after * 1000:.0f} ms after its start")
    for role in (cast.PRIMARY, cast.SECONDARY):
        stage.start_phone(role)
    for role in (cast.PRIMARY, cast.SECONDARY):
        stage.timeline.expect(f"{role.name} registers", role.name, "REGISTER_OK", 8, alive=stage.programs)
        narrator.tell(role.name, f"has registered over {role.transport.upper()} with digest (baresip)")
    stage.start_tap()


def _patient_dials(stage, narrator):
    expect = stage.timeline.expect
    stage.start_patient()
    invite = expect("the carrier sends the call", "patient", "sip-sent", 5, _line("INVITE"), stage.programs)
    narrator.start(invite.time)
    narrator.tell("patient", f"dials {cast.CLINIC_NUMBER}; the carrier (SIPp) delivers the call", invite.time)
    answered = expect("Nightbell answers", "patient", "sip-received", 5, _line("SIP/2.0 200"), stage.programs)
    narrator.tell("nightbell", "answers", answered.time)
    greeting = expect("the patient hears the greeting", "patient", "heard", 5, _heard("sound", 0.3), stage.programs)
    narrator.tell("patient", "hears the greeting", greeting.time)
    expect("the patient hears enough of it", "patient", "heard", 20, _heard("sound", 2.5), stage.programs)
    stage.patient.proceed()
    pressed = expect("the patient presses 5", "patient", "key-sent", 5, lambda d: d["key"] == "5", stage.programs)
    narrator.tell("patient", "presses 5, urgent (RFC 4733)", pressed.time)


def _primary_does_not_answer(stage, narrator):
    expect, phone = stage.timeline.expect, cast.PRIMARY
    ringing = expect(f"{phone.name} rings", phone.name, "CALL_INCOMING", 10, alive=stage.programs)
    narrator.tell(phone.name, f"rings for {phone.owner}; nobody answers", ringing.time)
    silent = expect(f"{phone.name} stops ringing", phone.name, "CALL_CLOSED", 40, alive=stage.programs)
    narrator.tell(phone.name, f"stops ringing after {silent.time - ringing.time:.1f} s", silent.time)


def _secondary_accepts(stage, narrator):
    expect, phone = stage.timeline.expect, cast.SECONDARY
    ringing = expect(f"{phone.name} rings", phone.name, "CALL_INCOMING", 10, alive=stage.programs)
    narrator.tell(phone.name, f"rings for {phone.owner}", ringing.time)
    if stage.timeline.any(phone.name, "CALL_ESTABLISHED"):
        raise NotHappened(f"{phone.name} was answered by nobody")
    _wait(stage, 2.0)
    stage.phones[phone.name].answer()
    answered = expect(f"{phone.name} is answered", phone.name, "CALL_ESTABLISHED", 5, alive=stage.programs)
    narrator.tell(phone.name, "is answered", answered.time)
    whisper = expect(f"{phone.owner} hears the whisper", phone.name, "heard", 5, _heard("sound", 1.5), stage.programs)
    narrator.tell(phone.name, "hears the whisper: an urgent call, 1 accepts", whisper.time)
    if stage.timeline.any(phone.name, "heard", _heard("patient", 0.1)):
        raise NotHappened("the patient was connected before anybody accepted")
    stage.phones[phone.name].press("1")
    pressed = expect(f"{phone.owner} presses 1", phone.name, "key-sent", 3, lambda d: d["key"] == "1", stage.programs)
    narrator.tell(phone.name, "presses 1", pressed.time)
    return pressed


def _they_talk(stage, narrator, accepted):
    expect, phone = stage.timeline.expect, cast.SECONDARY
    first = expect("the patient hears the secondary", "patient", "heard", 8, _heard(phone.owner, 0.1), stage.programs)
    narrator.tell("patient", f"hears {phone.owner} ({(first.time - accepted.time) * 1000:.0f} ms after the key)",
                  first.time)
    first = expect(f"{phone.owner} hears the patient", phone.name, "heard", 8, _heard("patient", 0.1), stage.programs)
    narrator.tell(phone.name, "hears the patient", first.time)
    both = [
        expect(f"the patient hears {phone.owner} for {TALK:g} s", "patient", "heard", TALK + 3,
               _heard(phone.owner, TALK), stage.programs),
        expect(f"{phone.owner} hears the patient for {TALK:g} s", phone.name, "heard", TALK + 3,
               _heard("patient", TALK), stage.programs),
    ]
    narrator.tell("both", f"have heard each other for {TALK:.0f} s, in the audio each received",
                  max(e.time for e in both))
    stage.patient.proceed()
    bye = expect("the patient hangs up", "patient", "sip-sent", 3, _line("BYE"),
                 [stage.daemon.program])
    narrator.tell("patient", "hangs up", bye.time)
    closed = expect(f"{phone.name} is released", phone.name, "CALL_CLOSED", 5, alive=[stage.daemon.program])
    narrator.tell(phone.name, "is released", closed.time)
    if not stage.patient.finish(10):
        raise NotHappened(f"SIPp saw something else than its scenario: {stage.patient.complaint()}")


def _what_was_written(stage, narrator, accepted):
    narrator.plain()
    record = print_record(stage, narrator)
    written, seen = time_to_human(record), accepted.time - narrator.zero
    if abs(written - seen) > 2:
        raise NotHappened(f"the record says {written:.1f} s to a human, the telephones say {seen:.1f} s")
    return written


def _wait(stage, seconds):
    """The secondary walks to the telephone; a program that ends meanwhile ends the story."""
    try:
        stage.timeline.expect("", "nobody", "nothing", seconds, alive=stage.programs)
    except NotHappened:
        for program in stage.programs:
            if not program.running:
                raise


def _line(start):
    return lambda detail: detail["line"].startswith(start)


def _heard(what, seconds):
    return lambda detail: detail["what"] == what and detail["seconds"] >= seconds
