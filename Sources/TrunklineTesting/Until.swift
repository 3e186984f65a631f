/// Returns when it is so, or when the task is cancelled: for what tells nobody that it has changed. It leaves the
/// machine to others between two looks; a test that spins starves the very thing that it waits for.
package nonisolated(nonsending) func until(_ isSo: () async throws -> Bool) async rethrows {
  while try await !isSo(), !Task.isCancelled {
    // The time between two looks.
    try? await Task.sleep(for: .milliseconds(5))
  }
}

/// The time between two tries of what is not there yet, as a writer on its way.
package func aMoment() async {
  // A few milliseconds, for others to get on.
  try? await Task.sleep(for: .milliseconds(2))
}
