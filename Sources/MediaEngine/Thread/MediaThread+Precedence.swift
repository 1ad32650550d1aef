import CLinux
import Glibc
import Media

/// How the kernel schedules the thread. A packet that waits for the processor is late for whoever listens.
extension MediaThread {
    private static let realTime = cl_scheduling(policy: UInt32(SCHED_RR), priority: 1, slice: 0)
    /// From Linux 6.12 on a short slice is a near deadline: the thread is let run sooner when packets come.
    private static let shortSlice = cl_scheduling(policy: UInt32(SCHED_OTHER), priority: 0, slice: 100_000)

    /// Goes first as far as this process may, which is said once.
    func takePrecedence(now: MediaInstant) {
        let refused = cl_scheduling_set(Self.realTime)
        if refused == 0 {
            precedence = Precedence(used: cl_thread_time(), pauses: cl_thread_pauses(), now: now)
        } else {
            goLikeOthers()
        }
        guard index == 0 else { return }
        say(
            refused == 0
                ? "audio is scheduled in real time, as long as it leaves others a tenth of a processor"
                : SystemCall.explain(refused, doing: "scheduling audio in real time")
                    + "; it takes its turn with all others")
    }

    /// Lets others go before it while a flood keeps it busy.
    @inline(__always)
    func yieldIfBusy(now: MediaInstant) {
        guard let due = precedence?.due, now >= due else { return }
        switch precedence?.note(used: cl_thread_time(), pauses: cl_thread_pauses(), now: now) {
        case .likeOthers: goLikeOthers()
        case .first:
            _ = cl_scheduling_set(Self.realTime)
            // RLIMIT_RTTIME counts on from the last time until the thread has slept once.
            usleep(50)
        case nil: break
        }
    }

    private func goLikeOthers() { _ = cl_scheduling_set(Self.shortSlice) }
}
