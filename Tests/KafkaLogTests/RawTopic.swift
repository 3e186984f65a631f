import KafkaClient
import SystemThreads
import Values

@testable import KafkaEventLog

/// A topic as Kafka sees it: for what a driver never does. Blocks a thread of its own.
actor RawTopic {
  struct RawRecord: Sendable {
    var partition: Int32
    var key: [UInt8]
    var value: [UInt8]
  }

  private nonisolated let executor = ThreadExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  private let settings: KafkaSettings

  init(_ settings: KafkaSettings) { self.settings = settings }

  /// Every record, partition by partition.
  func records() throws -> [RawRecord] {
    let reader = try settings.reader(settings.bulk)
    let partitions = Slice.all.map { Int32($0.number) }
    let starts = try reader.offsets(of: partitions, at: .start, waitMs: 10_000)
    let ends = try reader.offsets(of: partitions, at: .end, waitMs: 10_000)
    var found: [RawRecord] = []
    for partition in partitions where ends[Int(partition)] > starts[Int(partition)] {
      try reader.start(partition, at: starts[Int(partition)])
      var next = starts[Int(partition)]
      while next < ends[Int(partition)] {
        guard let fetched = reader.next(waitMs: 1_000) else { continue }
        if fetched.isEnd {
          next = max(next, fetched.offset)
          continue
        }
        if let error = fetched.error { throw error }
        let value = fetched.value.map { Array($0) } ?? []
        found.append(RawRecord(partition: partition, key: Array(fetched.key), value: value))
        next = fetched.offset + 1
      }
      try reader.stop(partition)
    }
    return found
  }

  /// Returns when all are in the topic.
  func write(_ records: [RawRecord]) throws {
    let producer = try RecordProducer(settings.writing, topic: settings.topic)
    for record in records {
      try producer.send(to: record.partition, key: record.key, value: record.value, token: 1)
    }
    var left = records.count
    var failure: KafkaError?
    while left > 0 {
      producer.poll(
        waitMs: 1_000,
        reported: {
          left -= 1
          failure = failure ?? $0.error
        })
    }
    if let failure { throw failure }
  }

  /// As programs do that use Kafka's transactions. Returns when it is over.
  func writeInTransaction(to partition: Int32, isCommitted: Bool) throws {
    let producer = try RecordProducer(
      settings.writing.with(["transactional.id": "test-\(UInt64.random(in: 0 ... .max))"]), topic: settings.topic)
    try producer.sendInTransactionForTests(to: partition, value: [1, 2, 3], isCommitted: isCommitted)
  }

  /// Copies that a topic of a log gets on these brokers.
  func copies() throws -> Int32 { try admin().replication(wanted: settings.replication) }

  func remake() throws {
    let admin = try admin()
    try delete(settings.topic, with: admin)
    // The broker may still be deleting it.
    while try !make(with: admin) {}
    while try admin.partitionCount(of: settings.topic) != Int(Slice.count) {}
  }

  func delete(_ topics: [String]) throws {
    let admin = try admin()
    for topic in topics { try delete(topic, with: admin) }
  }

  private func delete(_ topic: String, with admin: TopicAdmin) throws {
    do throws(KafkaError) {
      try admin.deleteTopic(topic)
    } catch {
      guard error.kind == .unknownTopic else { throw error }
    }
  }

  /// `false`: the former one is still there.
  private func make(with admin: TopicAdmin) throws -> Bool {
    do throws(KafkaError) {
      let replication = try admin.replication(wanted: settings.replication)
      try admin.makeTopic(
        settings.topic, partitions: Int32(Slice.count), replication: replication,
        settings: TopicCheck.settings(replication: replication))
      return true
    } catch {
      guard error.kind == .topicExists else { throw error }
      return false
    }
  }

  func deleteRecords(of partition: Int32, below offset: Int64) throws {
    try admin().deleteRecords(of: settings.topic, partition: partition, below: offset)
  }

  /// By partition, as a consumer group has them.
  func offsets(in group: String) throws -> [Int32: Int64] {
    try GroupOffsets(settings.asking, topic: settings.topic, waitMs: 10_000)
      .offsets(of: Slice.all.map { Int32($0.number) }, in: group)
  }

  func admin() throws -> TopicAdmin { try TopicAdmin(settings.asking, waitMs: 10_000) }
}
