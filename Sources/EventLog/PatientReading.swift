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
  /// What comes next, for who follows a slice: the log is asked only when more was heard of than was read, or somebody
  /// was woken. Empty when it was woken without news, or the task is cancelled.
  ///
  /// - Parameters:
  ///   - away: told each time why the log could not be reached.
  ///   - resting: called when there is nothing, and news is waited for.
  public nonisolated(nonsending) func readNext(
    _ slice: Slice, after point: ChainPoint, limit: BatchLimit, away: (LogFailure) -> Void = { _ in },
    resting: () -> Void = {}
  ) async throws(LogFailure) -> RecordBatch {
    let heard = signal.head(of: slice)
    if heard.map({ $0 > point.position }) ?? true {
      let batch = try await readPatiently(slice, after: point, limit: limit, away: away)
      if !batch.isEmpty { return batch }
      // More was heard of than there is, as of a database that was put back to an earlier state: waiting for news would
      // return at once, again and again.
      if heard != nil { try? await Task.sleep(for: .seconds(1)) }
    }
    resting()
    await signal.waitForAppend(to: slice, beyond: point.position)
    if Task.isCancelled { return RecordBatch(slice: slice) }
    return try await readPatiently(slice, after: point, limit: limit, away: away)
  }
}
