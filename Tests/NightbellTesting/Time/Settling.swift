import CallModel

/// Lets signalling run until nothing is left to do but to wait for the clock or for the test.
///
/// The signalling executor is a queue: what is enqueued now runs before what is enqueued by it. One yield therefore lets
/// one generation of jobs run, and so many of them in a row without a sign of life are the end of what was going on. It
/// works on every executor that keeps its order, that of an event loop included, and it measures no time.
///
/// - Parameter activity: counts signs of life; the fakes of ``Night`` count every call they get.
@Signalling
package func settle(quiet: Int = 48, _ activity: @Signalling () -> Int) async {
    var seen = activity()
    var still = 0
    while still < quiet {
        await Task.yield()
        let now = activity()
        still = now == seen ? still + 1 : 0
        seen = now
    }
}
