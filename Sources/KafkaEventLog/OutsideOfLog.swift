import EventLog
import KafkaClient
import Values

/// The offset that a reader wants next is not in the partition, says a broker: what that means.
enum OutsideOfLog {
  /// A broker that led the partition before, and has not heard that it does no more, may say so of what it lacks. Kafka
  /// takes one for gone after 9 s (`broker.session.timeout.ms`).
  static let doubt = Duration.seconds(12)
  /// Before it is looked again at what was found lost.
  static let rest = Duration.seconds(30)

  /// A leader that does not answer in this time may be none any more.
  private static let answerMs: Int32 = 500

  enum Verdict: Equatable {
    /// It is there, as far as the brokers know now.
    case inside
    /// Everything before `start` was deleted.
    case below(start: Int64)
    case beyond(end: Int64)
  }

  static func verdict(on next: Int64, _ edges: PartitionEdges) -> Verdict {
    if next < edges.start { return .below(start: edges.start) }
    return next > edges.end ? .beyond(end: edges.end) : .inside
  }

  /// Asks where the partition begins and ends. Blocks the reader's thread.
  static func verdict(
    on next: Int64, of slice: Slice, asking reader: PartitionReader
  ) throws(KafkaError) -> Verdict? {
    try edges(of: [slice], asking: reader)[slice].map { verdict(on: next, $0) }
  }

  /// Asks who leads the partitions now, and those where they begin and end. Blocks its thread.
  /// - Returns: the edges of those whose leaders answer.
  static func edges(of slices: [Slice], asking reader: PartitionReader) throws(KafkaError) -> [Slice: PartitionEdges] {
    let partitions = slices.map { Int32($0.number) }
    try reader.askForLeaders(waitMs: answerMs)
    let starts = try reader.offsetsEach(of: partitions, at: .start, waitMs: answerMs)
    let ends = try reader.offsetsEach(of: partitions, at: .end, waitMs: answerMs)
    var edges: [Slice: PartitionEdges] = [:]
    for slice in slices {
      let partition = Int32(slice.number)
      guard let start = try? starts[partition]?.get(), let end = try? ends[partition]?.get() else { continue }
      edges[slice] = PartitionEdges(start: start, end: end)
    }
    return edges
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

/// Where the records of a partition begin, and one after the last.
struct PartitionEdges: Equatable {
  let start: Int64
  let end: Int64
}
