import EventLog
import KafkaClient
import Values

/// The offset that a reader wants next is not in the partition, says a broker: what that means.
enum OutsideOfLog {
  /// A broker that led the partition before, and has not heard that it does no more, may say so of what it lacks.
  static let doubt = Duration.seconds(3)

  /// A leader that does not answer in this time may be none any more.
  private static let answerMs: Int32 = 500

  enum Verdict: Equatable {
    /// It is there, as far as the brokers know now.
    case inside
    /// Everything before `start` was deleted.
    case below(start: Int64)
    case beyond(end: Int64)
  }

  /// Asks the brokers where the partition begins and ends. Blocks the reader's thread.
  static func verdict(
    on next: Int64, of slice: Slice, asking reader: PartitionReader
  ) throws(KafkaError) -> Verdict {
    let partition = Int32(slice.number)
    let start = try reader.offsets(of: [partition], at: .start, waitMs: answerMs)[0]
    if next < start { return .below(start: start) }
    let end = try reader.offsets(of: [partition], at: .end, waitMs: answerMs)[0]
    return next > end ? .beyond(end: end) : .inside
  }

  /// - Parameter position: of the record that is wanted.
  static func below(start: Int64, wanting position: Position, of slice: Slice, at address: String) -> LogFailure {
    // No record stands at an offset below its position less one.
    let first = Position(UInt64(max(0, start)) + 1)
    return LogFailure(
      .belowStart(position: position, start: first),
      "position \(position) of slice \(slice) is gone from the topic at \(address), which begins at \(first) or before: it "
        + "must keep records for ever. Restore the topic from a copy")
  }

  /// - Parameter head: what was read last.
  static func beyond(after head: Position, of slice: Slice, at address: String) -> LogFailure {
    LogFailure(
      .beyondHead(position: head, head: .zero),
      "slice \(slice) was read through position \(head), but the log at \(address) ends before it: the topic was "
        + "deleted and made again, or restored from an older copy. Bring the former topic back")
  }
}
