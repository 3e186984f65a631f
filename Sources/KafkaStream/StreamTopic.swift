import KafkaClient
import SystemThreads

/// Makes the stream's topic when there is none. Blocks a thread of its own.
actor StreamTopic {
  private nonisolated let executor = ThreadExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  private static let waitMs: Int32 = 10_000

  private let settings: StreamSettings

  init(_ settings: StreamSettings) { self.settings = settings }

  /// - Returns: why a topic that is there may lose what it acknowledged; `nil`: nothing is known.
  func prepare() throws(KafkaError) -> String? {
    let admin = try TopicAdmin(settings.asking, waitMs: Self.waitMs)
    if let shape = try admin.shape(of: settings.topic) { return weakness(shape, admin) }
    do throws(KafkaError) {
      let replication = try admin.replication(wanted: settings.replication)
      try admin.makeTopic(
        settings.topic, partitions: settings.partitions, replication: replication,
        settings: [(name: "cleanup.policy", value: "delete")] + TopicDurability.settings(replicas: replication))
    } catch {
      // Somebody else was quicker.
      guard error.kind == .topicExists else { throw error }
      return try shapeOnceKnown(admin).flatMap { weakness($0, admin) }
    }
    return nil
  }

  /// A topic that was made just now is not known to every broker yet.
  private func shapeOnceKnown(_ admin: TopicAdmin) throws(KafkaError) -> TopicShape? {
    let deadline = ContinuousClock.now + .milliseconds(Self.waitMs)
    repeat {
      if let shape = try admin.shape(of: settings.topic), shape.partitions > 0 { return shape }
    } while ContinuousClock.now < deadline
    return nil
  }

  /// The publisher goes on from what was acknowledged. Whom the brokers do not tell about settings goes on as well.
  private func weakness(_ shape: TopicShape, _ admin: TopicAdmin) -> String? {
    let wanted = settings.replication ?? TopicShape.replication(brokers: shape.brokers)
    if shape.replicas < wanted {
      return
        "topic \(settings.topic) keeps \(shape.replicas) of the \(wanted) copies that it should have: with a broker "
        + "events may be lost that count as published. kafka-reassign-partitions.sh makes more "
        + "(docs/operating.md, “Copies of the log”)"
    }
    guard settings.checksTopicSettings, let found = try? admin.settings(of: settings.topic) else { return nil }
    let wrong = TopicDurability.wrong(found, replicas: shape.replicas)
    guard !wrong.isEmpty else { return nil }
    return "topic \(settings.topic) may lose events that count as published "
      + "(\(TopicDurability.standing(wrong, in: found))): "
      + TopicDurability.remedy(wrong, of: settings.topic, at: settings.brokers)
  }
}
