import EventLog
import Events
import KafkaClient
import SystemThreads
import Values
import WireRuntime

/// Looks for the identity of a log in a partition that has records. Blocks a thread of its own.
actor PartitionGlance {
  private nonisolated let executor = ThreadExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  private let reader: PartitionReader
  private let address: String
  private let waiting: Duration

  init(_ reader: PartitionReader, address: String, waiting: Duration) {
    self.reader = reader
    self.address = address
    self.waiting = waiting
  }

  /// `nil`: no record there is ours.
  func identity(in slice: Slice, from start: Int64, before end: Int64) throws(LogFailure) -> LogID? {
    do throws(KafkaError) {
      try reader.start(Int32(slice.number), at: start)
    } catch {
      throw LogFailure(kafka: error, at: address)
    }
    let deadline = ContinuousClock.now + waiting
    while ContinuousClock.now < deadline {
      guard let fetched = reader.next(waitMs: 100) else { continue }
      if fetched.isEnd {
        if fetched.offset >= end { return nil }
        continue
      }
      if let error = fetched.error { throw LogFailure(kafka: error, at: address) }
      if RecordKey(fetched.key) != nil, let body = fetched.value, let commit = try? Commit(wire: body.bytes) {
        return commit.logID
      }
      if fetched.offset + 1 >= end { return nil }
    }
    throw LogFailure(.unavailable, "the log at \(address) gave no records in \(waiting)")
  }
}
