import CallModel
import CLinux

/// The sockets that the loop watches, and the times at which it is wanted.
///
/// - Isolation: the signalling loop.
@Signalling
final class LoopWatches {
    private struct Watch {
        var socket: (any WatchedSocket)?
        /// Which use of the descriptor's number this is: what the kernel has told of an earlier one goes nowhere.
        var use: UInt32 = 0
    }

    private struct Alarm {
        let owner: any LoopAlarm
        var time: LoopTime
    }

    private let epoll: CInt
    /// By descriptor.
    private var watches: [Watch] = []
    /// Few: one for all timers of a stack.
    private var alarms: [Alarm] = []

    nonisolated init(epoll: CInt) { self.epoll = epoll }

    func watch(_ descriptor: CInt, for readiness: SocketReadiness, _ socket: any WatchedSocket) -> Bool {
        let place = Int(descriptor)
        while watches.count <= place { watches.append(Watch()) }
        let isKnown = watches[place].socket != nil
        watches[place].socket = socket
        let tag = UInt64(watches[place].use) << 32 | UInt64(place)
        let result = cl_epoll_watch(
            epoll, descriptor, tag, isKnown ? 1 : 0, readiness.contains(.reading) ? 1 : 0,
            readiness.contains(.writing) ? 1 : 0)
        if result != 0, !isKnown { watches[place].socket = nil }
        return result == 0
    }

    func forget(_ descriptor: CInt) {
        let place = Int(descriptor)
        guard watches.indices.contains(place), watches[place].socket != nil else { return }
        watches[place].socket = nil
        watches[place].use &+= 1
        _ = cl_epoll_remove(epoll, descriptor)
    }

    /// Tells the socket with this tag that it is ready.
    func tell(_ tag: UInt64, _ readiness: SocketReadiness) {
        let (place, use) = (Int(truncatingIfNeeded: tag & 0xffff_ffff), UInt32(truncatingIfNeeded: tag >> 32))
        guard watches.indices.contains(place), watches[place].use == use, let socket = watches[place].socket else {
            return
        }
        socket.isReady(readiness)
    }

    func call(_ alarm: any LoopAlarm, at time: LoopTime) {
        if let place = place(of: alarm) {
            alarms[place].time = time
        } else {
            alarms.append(Alarm(owner: alarm, time: time))
        }
    }

    /// Calls what is due, each once: what is due again at once comes behind the sockets.
    ///
    /// - Returns: how long until the next, in nanoseconds; negative when there is none.
    func runAlarms() -> Int64 {
        guard let first = firstTime else { return -1 }
        let now = LoopTime.now
        guard first <= now else { return first - now }
        for alarm in alarms where alarm.time <= now {
            if let place = place(of: alarm.owner) { alarms.remove(at: place) }
            alarm.owner.isDue()
        }
        return firstTime.map { max(0, $0 - LoopTime.now) } ?? -1
    }

    // Loops and no closures: one that is of an actor is checked by the runtime each time that it is called.
    private func place(of owner: any LoopAlarm) -> Int? {
        for place in alarms.indices where alarms[place].owner === owner { return place }
        return nil
    }

    private var firstTime: LoopTime? {
        guard var first = alarms.first?.time else { return nil }
        for place in alarms.indices { first = min(first, alarms[place].time) }
        return first
    }
}
