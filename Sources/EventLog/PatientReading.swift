public import Values

extension EventLog {
  /// `read` for who has nothing else to do: while the log can't be reached it is asked again, longer and longer apart,
  /// up to a second. Any other failure is thrown, and that one too once the task is cancelled.
  ///
  /// - Parameter away: told each time why it could not be reached.
  public nonisolated(nonsending) func readPatiently(
    _ slice: Slice, after point: ChainPoint, limit: BatchLimit, away: (LogFailure) -> Void = { _ in }
  ) async throws(LogFailure) -> RecordBatch {
    var pause = Duration.milliseconds(50)
    while true {
      do throws(LogFailure) {
        return try await read(slice, after: point, limit: limit)
      } catch {
        guard error.kind == .unavailable, !Task.isCancelled else { throw error }
        away(error)
      }
      // The pause before it is asked again.
      try? await Task.sleep(for: pause)
      pause = min(pause * 2, .seconds(1))
    }
  }
}
