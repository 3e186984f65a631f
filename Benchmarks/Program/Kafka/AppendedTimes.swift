import CommandLineKit
import EventLog
import KafkaClient
import KafkaEventLog
import SystemThreads
import SystemTime
import Values

/// When each record of a slice was durable, by the broker's clock, which has milliseconds: of a topic whose records
/// have the time at which they were appended.
actor AppendedTimes {
  /// With which the topic is made.
  static let setting = (name: "message.timestamp.type", value: "LogAppendTime")
  private static let waitMs: Int32 = 1_000
  private static let silencesMax = 20

  private nonisolated let executor = ThreadExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  private let topic: KafkaSettings
  /// The same moment by both clocks.
  private let now = (wall: WallClock.now(), clock: ContinuousClock.now)

  init(of topic: KafkaSettings) { self.topic = topic }

  /// One record each, in order, of a broker on this machine.
  func groups(in slice: Slice) throws -> [RecordingLog.Group] {
    let partition = Int32(slice.number)
    let reader = try PartitionReader(topic.bulk, topic: topic.topic)
    let end = try reader.offsets(of: [partition], at: .end, waitMs: Self.waitMs)[0]
    try reader.start(partition, at: 0)
    var groups: [RecordingLog.Group] = []
    var next: Int64 = 0
    var silences = 0
    while next < end {
      guard let fetched = reader.next(waitMs: Self.waitMs) else {
        silences += 1
        if silences > Self.silencesMax { throw Failure(.environment, "the broker gives no records") }
        continue
      }
      if fetched.isEnd { continue }
      if let error = fetched.error { throw error }
      next = fetched.offset + 1
      guard let key = RecordKey(fetched.key), let body = fetched.value else { continue }
      let at = now.clock + .milliseconds(fetched.timestampMs - now.wall.ms)
      let record = Record(position: key.position, epoch: key.epoch, id: key.id, prev: key.prev, body: Array(body))
      groups.append(RecordingLog.Group(records: [record], askedAt: at, durableAt: at))
    }
    return groups
  }
}
