import KafkaClient
import SystemThreads

/// Makes the stream's topic when there is none. Blocks a thread of its own.
actor StreamTopic {
  private nonisolated let executor = ThreadExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  private static let waitMs: Int32 = 10_000

  private let settings: StreamSettings

  init(_ settings: StreamSettings) { self.settings = settings }

  func prepare() throws(KafkaError) {
    let admin = try TopicAdmin(settings.asking, waitMs: Self.waitMs)
    if try admin.partitionCount(of: settings.topic) != nil { return }
    do throws(KafkaError) {
      try admin.makeTopic(
        settings.topic, partitions: settings.partitions,
        replication: try admin.replication(wanted: settings.replication),
        settings: [(name: "cleanup.policy", value: "delete")])
    } catch {
      // Somebody else was quicker.
      guard error.kind == .topicExists else { throw error }
    }
  }
}
