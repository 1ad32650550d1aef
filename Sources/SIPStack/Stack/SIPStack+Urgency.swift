package import CallModel
import SIP

extension SIPStack {
    /// Names the numbers whose calls find room when the transaction table is nearly full. None keeps no reserve.
    package func setUrgent(_ numbers: Set<PhoneNumber>) {
        transactions.room =
            numbers.isEmpty
            ? Room(total: transactions.room.total) : Room(keepingAFifthOf: transactions.room.total)
        transactions.urgency = { request in
            // What belongs to a dialog ends or keeps a call: refusing it would free nothing.
            if request.headers.to.tag != nil { return .urgent }
            guard request.method == .invite else { return .routine }
            // Behind a registration the Request-URI is our own Contact, and To says what was dialled.
            let dialled = [request.uri, request.headers.to.uri].compactMap { uri in
                (uri.user ?? uri.opaque).flatMap { PhoneNumber(dialled: String($0.prefix { $0 != ";" })) }
            }
            return dialled.contains(where: numbers.contains) ? .urgent : .routine
        }
    }
}
