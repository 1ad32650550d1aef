import CLinux
import Glibc

/// What the machine makes of a thread that only sleeps: how late it wakes.
final class Sleeper {
    private let seconds: Int
    private var late: [Int] = []

    private init(seconds: Int) { self.seconds = seconds }

    /// Nanoseconds after its time of each wake-up of a thread that goes before others, a thousand in a second.
    static func wakeUps(seconds: Int) -> [Int] {
        let sleeper = Sleeper(seconds: seconds)
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Sleeper>.fromOpaque(argument).takeUnretainedValue().run()
                return nil
            }, Unmanaged.passUnretained(sleeper).toOpaque())
        pthread_join(thread, nil)
        return sleeper.late
    }

    private func run() {
        // As the engine's thread is, where it may.
        _ = cl_scheduling_set(cl_scheduling(policy: UInt32(SCHED_RR), priority: 1, slice: 0))
        late.reserveCapacity(1_000 * seconds)
        let start = cl_monotonic()
        for tick in 1...(1_000 * seconds) {
            let time = start + UInt64(tick) * 1_000_000
            var until = timespec(tv_sec: Int(time / 1_000_000_000), tv_nsec: Int(time % 1_000_000_000))
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nil)
            late.append(Int(cl_monotonic() - time))
        }
    }
}
