import EventLog
import KafkaClient
import Storage
import SystemThreads
import Values

/// Makes the topic, or checks the one that is there. Blocks a thread of its own.
actor TopicSetup {
  private nonisolated let executor = ThreadExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  private let settings: KafkaSettings

  init(_ settings: KafkaSettings) { self.settings = settings }

  /// - Parameter entry: of a commit that the topic had once; a topic that is not there is not made then.
  func prepare(itWasThere entry: LogIndexEntry?) throws(LogFailure) {
    let isMissing: Bool
    var refusal: String?
    do throws(KafkaError) {
      let admin = try TopicAdmin(
        settings.asking, waitMs: Int32(settings.waiting.milliseconds), sockets: settings.sockets)
      isMissing = try admin.partitionCount(of: settings.topic) == nil
      if isMissing, entry == nil {
        refusal = TopicCheck.reasonNotToMake(
          settings.topic, brokers: try admin.brokerCount(), wanted: settings.replication)
        if refusal == nil { try make(with: admin) }
      }
    } catch {
      throw LogFailure(kafka: error, at: settings.brokers)
    }
    if let refusal { throw LogFailure(.unsafe, refusal) }
    if isMissing, let entry { throw LogIdentity.gone(settings.topic, at: settings.brokers, entry) }
    try check()
  }

  private func make(with admin: TopicAdmin) throws(KafkaError) {
    let replication = try admin.replication(wanted: settings.replication)
    do throws(KafkaError) {
      try admin.makeTopic(
        settings.topic, partitions: Int32(Slice.count), replication: replication,
        settings: TopicCheck.settings(replication: replication))
    } catch {
      guard error.kind == .topicExists else { throw error }
    }
  }

  private func check() throws(LogFailure) {
    let fault: String?
    do throws(KafkaError) {
      let admin = try TopicAdmin(
        settings.asking, waitMs: Int32(settings.waiting.milliseconds), sockets: settings.sockets)
      // A topic that was made just now is not known to every broker yet.
      let shape = try untilKnown { () throws(KafkaError) in try admin.shape(of: settings.topic) }
      if let wrong = TopicCheck.fault(shape, wanted: settings.replication, of: settings.topic) {
        fault = wrong
      } else if settings.checksTopicSettings {
        let found = try admin.settings(of: settings.topic)
        fault = TopicCheck.fault(
          settings: found, replicas: shape.replicas, of: settings.topic, at: settings.brokers)
      } else {
        fault = nil
      }
    } catch {
      throw LogFailure(kafka: error, at: settings.brokers)
    }
    if let fault { throw LogFailure(.unsafe, fault) }
  }

  private func untilKnown(_ ask: () throws(KafkaError) -> TopicShape?) throws(KafkaError) -> TopicShape {
    let deadline = ContinuousClock.now + settings.waiting
    repeat {
      if let shape = try ask(), shape.partitions > 0 { return shape }
    } while ContinuousClock.now < deadline
    throw KafkaError(.unknownTopic, "topic \(settings.topic) was made and is not there")
  }
}
