/// Threads beside the pool's, which may all be folding: a renewal does not wait for them.
package struct RenewalThreads: Sendable {
  /// Where a renewal runs.
  let executor: any TaskExecutor
  /// Calls again and again, some ten times a second, on a thread of its own, until `false` is returned; `false`: there
  /// is no thread to be had.
  let tick: @Sendable (@escaping @Sendable () -> Bool) -> Bool

  package init(
    executor: any TaskExecutor, tick: @escaping @Sendable (@escaping @Sendable () -> Bool) -> Bool
  ) {
    self.executor = executor
    self.tick = tick
  }
}
