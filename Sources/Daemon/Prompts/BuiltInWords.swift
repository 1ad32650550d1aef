package import Routing

/// What Nightbell says without being told: the words of the built-in prompts, which a clinic may override by name.
package enum BuiltInWords {
    /// The languages that the built-in words exist in.
    package static let languages = ["en", "es"]

    /// The words of `prompt` in `language`, or in English when there are none in it.
    ///
    /// - Returns: `nil` for the prompts that are tones.
    package static func words(_ prompt: BuiltInPrompt, language: String) -> String? {
        language == "es" ? spanish(prompt) : english(prompt)
    }

    private static func english(_ prompt: BuiltInPrompt) -> String? {
        switch prompt {
        case .reaching:
            "Please stay on the line. We are calling the provider on call. To leave your number instead, press 9."
        case .comfort: "We are still trying to reach someone for you. To leave your number instead, press 9."
        case .enterNumber: "Please enter the number where we can call you back, with the area code. Then press pound."
        case .yourNumberIs: "The number we will call is"
        case .confirmNumber: "If this is right, press 1. To enter another number, press 2."
        case .callbackPromised: "Thank you. We have your number, and we will call you back."
        case .callbackFailed: "We are sorry, we could not save your number. Please stay on the line."
        case .whisper: "Urgent call for the clinic. To take it, press 1. To decline, press 2."
        case .connecting: "Connecting you now."
        case .takenElsewhere: "Someone else has taken this call. Thank you. Good bye."
        case .wrongKey: "That key is not in the list."
        case .notUnderstood: "We did not get that."
        case .youEntered: "You entered"
        case .confirmDigits: "If this is right, press 1. To enter it again, press 2."
        case .emergency: "If this is an emergency, please hang up and dial 9 1 1."
        case .trouble: "We are sorry, something went wrong. We are connecting you to a person."
        case .goodbye: "Good bye."
        case .enterPIN:
            "This is for the staff of the clinic. Please enter the PIN, then press pound. For anything else, press 0."
        case .wrongPIN: "That is not right."
        case .modeFor: "For"
        case .modePress: "press"
        case .modeUsual: "For the usual hours, press star."
        case .modeSet: "From now on the clinic is in this mode:"
        case .modeCleared: "From now on the clinic keeps its usual hours."
        case .modeFailed: "We are sorry, the mode could not be saved. Please try again later."
        case .modeUnchanged: "No mode was set."
        case .recordingConsent: "This call may be recorded."
        case .recordingPaused: "The recording is paused."
        case .recordingResumed: "The recording goes on."
        case .ringback, .music: nil
        case .digit0: "zero"
        case .digit1: "one"
        case .digit2: "two"
        case .digit3: "three"
        case .digit4: "four"
        case .digit5: "five"
        case .digit6: "six"
        case .digit7: "seven"
        case .digit8: "eight"
        case .digit9: "nine"
        }
    }

    private static func spanish(_ prompt: BuiltInPrompt) -> String? {
        switch prompt {
        case .reaching:
            "No cuelgue, por favor. Estamos llamando al médico de guardia. Para dejar su número, oprima 9."
        case .comfort: "Seguimos buscando a alguien para usted. Para dejar su número, oprima 9."
        case .enterNumber:
            "Marque el número donde podemos llamarle, con el código de área. Después oprima la tecla número."
        case .yourNumberIs: "El número al que llamaremos es"
        case .confirmNumber: "Si es correcto, oprima 1. Para marcar otro número, oprima 2."
        case .callbackPromised: "Gracias. Tenemos su número y le llamaremos."
        case .callbackFailed: "Lo sentimos, no pudimos guardar su número. Por favor no cuelgue."
        case .whisper: "Llamada urgente para la clínica. Para aceptarla, oprima 1. Para rechazarla, oprima 2."
        case .connecting: "Le comunicamos."
        case .takenElsewhere: "Otra persona ya tomó esta llamada. Gracias. Adiós."
        case .wrongKey: "Esa tecla no está en la lista."
        case .notUnderstood: "No le hemos entendido."
        case .youEntered: "Usted marcó"
        case .confirmDigits: "Si es correcto, oprima 1. Para marcar de nuevo, oprima 2."
        case .emergency: "Si esto es una emergencia, cuelgue y marque el 9 1 1."
        case .trouble: "Lo sentimos, hubo un problema. Le comunicamos con una persona."
        case .goodbye: "Adiós."
        case .enterPIN:
            "Esto es para el personal de la clínica. Marque el PIN y después la tecla número. Para otra cosa, oprima 0."
        case .wrongPIN: "No es correcto."
        case .modeFor: "Para"
        case .modePress: "oprima"
        case .modeUsual: "Para el horario habitual, oprima asterisco."
        case .modeSet: "Desde ahora la clínica está en este modo:"
        case .modeCleared: "Desde ahora la clínica tiene su horario habitual."
        case .modeFailed: "Lo sentimos, no se pudo guardar el modo. Intente más tarde."
        case .modeUnchanged: "No se cambió el modo."
        case .recordingConsent: "Esta llamada puede ser grabada."
        case .recordingPaused: "La grabación está en pausa."
        case .recordingResumed: "La grabación continúa."
        case .ringback, .music: nil
        case .digit0: "cero"
        case .digit1: "uno"
        case .digit2: "dos"
        case .digit3: "tres"
        case .digit4: "cuatro"
        case .digit5: "cinco"
        case .digit6: "seis"
        case .digit7: "siete"
        case .digit8: "ocho"
        case .digit9: "nueve"
        }
    }
}
