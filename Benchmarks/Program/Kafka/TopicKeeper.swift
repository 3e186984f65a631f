import KafkaClient
import KafkaEventLog
import SystemThreads
import Values

/// Makes the topic of a run, deletes it, and says how far it reaches; on a thread of its own, since brokers are waited
/// for.
actor TopicKeeper {
  private nonisolated let executor = ThreadExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private static let waitMs: Int32 = 30_000
  /// Nothing is read, so this only waits.
  private static let pauseMs: Int32 = 100

  /// As the driver makes it, and with further settings.
  func make(_ topic: KafkaSettings, further: [(name: String, value: String)]) throws(KafkaError) {
    let admin = try TopicAdmin(topic.asking, waitMs: Self.waitMs)
    let replication = try admin.replication(wanted: topic.replication)
    try admin.makeTopic(
      topic.topic, partitions: Int32(Slice.count), replication: replication,
      settings: TopicCheck.settings(replication: replication) + further)
    _ = try ends(of: topic)
  }

  func delete(_ topic: KafkaSettings) throws(KafkaError) {
    try TopicAdmin(topic.asking, waitMs: Self.waitMs).deleteTopic(topic.topic)
  }

  /// Of each partition: one after the last record that all replicas in sync have.
  func ends(of topic: KafkaSettings) throws(KafkaError) -> [Int64] {
    let reader = try PartitionReader(topic.asking, topic: topic.topic)
    let deadline = ContinuousClock.now + .milliseconds(Self.waitMs)
    while true {
      do throws(KafkaError) {
        return try reader.offsets(of: Slice.all.map { Int32($0.number) }, at: .end, waitMs: Self.waitMs)
      } catch {
        // Of a new topic the leaders come one by one.
        guard error.kind == .leaderMoves || error.kind == .unknownTopic, ContinuousClock.now < deadline else {
          throw error
        }
      }
      _ = reader.next(waitMs: Self.pauseMs)
      try reader.askForLeaders(waitMs: Self.waitMs)
    }
  }

  /// Of a record, in a topic that is made now.
  func copies(_ topic: KafkaSettings) throws(KafkaError) -> Int32 {
    try TopicAdmin(topic.asking, waitMs: Self.waitMs).replication(wanted: topic.replication)
  }
}
