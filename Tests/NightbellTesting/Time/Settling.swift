package import CallModel

extension Signalling {
    /// Lets everything run that signalling has in its queue at this moment.
    @Signalling
    package static func turn() async {
        // Only with a preferred executor: without one a yield goes through the global pool, and what it lets run is
        // left to chance.
        await withTaskExecutorPreference(tasks) { await Task.yield() }
    }

    /// Lets signalling run until nothing is left to do but to wait for the clock or for the test.
    ///
    /// The signalling executor is a queue: what is enqueued now runs before what is enqueued by it. One turn therefore
    /// lets one generation of jobs run, and so many of them in a row without a sign of life are the end of what was
    /// going on. It works on every executor that keeps its order, that of an event loop included, and it measures no
    /// time. It is exact for tasks that prefer ``Signalling/tasks``, as every call does; others visit the pool.
    ///
    /// - Parameters:
    ///   - quiet: how many turns without a sign of life are the end; the longest chain of a call has 10.
    ///   - activity: counts signs of life; the fakes of ``Night`` count every call they get.
    @Signalling
    package static func settle(quiet: Int = 32, _ activity: @Signalling () -> Int) async {
        await withTaskExecutorPreference(tasks) {
            var seen = activity()
            var still = 0
            while still < quiet {
                await Task.yield()
                let now = activity()
                still = now == seen ? still + 1 : 0
                seen = now
            }
        }
    }
}
