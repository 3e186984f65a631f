import EventLog
import Values

extension EventLog {
  /// Everything after `point`, in order, through `position` (`nil`: through the head); `nil`: there is nothing.
  func everything(
    of slice: Slice, after point: ChainPoint, through position: Position? = nil
  ) async throws(LogFailure) -> (any RecordStream)? {
    let head = if let position { position } else { try await head(of: slice).position }
    guard head > point.position else { return nil }
    // A scan has a connection of its own, which costs more than a few commits do.
    let isShort = head.number - point.position.number <= UInt64(BatchLimit.live.records)
    return isShort
      ? ReadingStream(log: self, slice: slice, after: point, through: head, limit: .live)
      : try await scan(slice, after: point, through: head, limit: .bulk)
  }
}
