import Storage
package import Values

/// The time of day for centres that live in it: one clock for the whole process.
package struct WallTime: TimeSource {
  package init() {}

  package func now() -> Instant { SteadyTime.ofThisProcess.now() }

  package func wait(until instant: Instant) async { await SteadyTime.ofThisProcess.wait(until: instant) }
}
