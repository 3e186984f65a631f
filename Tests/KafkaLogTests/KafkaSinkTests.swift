import KafkaClient
import Storage
import Synchronization
import Testing
import TrunklineTesting

@testable import KafkaEventLog
@testable import KafkaStream

/// The public stream on Kafka: what is sent is there, in the order of its key.
@Suite(.serialized) struct KafkaSinkTests {
  private static let brokers: [KafkaUnderTest] = KafkaUnderTest.runsReal ? [.mock, .real] : [.mock]

  private static func topic() -> String { "stream-\(UInt64.random(in: 0 ... .max))" }

  private static func record(_ key: String, _ number: Int, bytes: Int = 0) -> OutgoingRecord {
    OutgoingRecord(
      key: key, headers: [.init("ce_id", "\(number)"), .init("content-type", "text/plain")],
      value: Array("\(key) \(number)".utf8) + [UInt8](repeating: 46, count: bytes))
  }

  /// Its topics have nothing that it would warn of.
  private static func sink(_ settings: StreamSettings) -> KafkaSink {
    KafkaSink(settings) { Issue.record("a warning: \($0)") }
  }

  /// A topic of as many partitions as a log has, so that it can be read like one.
  private static func settings(_ log: KafkaSettings, on brokers: KafkaUnderTest) async throws -> StreamSettings {
    if case .mock = brokers { try await KafkaUnderTest.mockBrokers.makeTopic(log.topic, partitions: 64) }
    var settings = StreamSettings(brokers: log.brokers)
    settings.topic = log.topic
    settings.partitions = 64
    settings.properties = log.properties
    settings.checksTopicSettings = log.checksTopicSettings
    return settings
  }

  /// A topic that was made just now has no leaders for a moment.
  private static func records(of log: KafkaSettings) async throws -> [RawTopic.RawRecord] {
    while true {
      do {
        return try await RawTopic(log).records()
      } catch let error as KafkaError where error.kind == .leaderMoves {
        await aMoment()
      }
    }
  }

  @Test(.timeLimit(.minutes(2)), arguments: brokers)
  func everyRecordIsThereInTheOrderOfItsKey(_ brokers: KafkaUnderTest) async throws {
    let log = try await brokers.settings(topic: Self.topic())
    let sink = Self.sink(try await Self.settings(log, on: brokers))
    let keys = ["bank", "bicycles", "centre-1"]
    for batch in 0..<5 {
      try await sink.send((0..<200).flatMap { index in keys.map { Self.record($0, batch * 200 + index) } })
    }
    sink.close()
    let records = try await Self.records(of: log)
    #expect(records.count == 3_000)
    for key in keys {
      let mine = records.filter { $0.key == Array(key.utf8) }
      #expect(mine.map { String(decoding: $0.value, as: UTF8.self) } == (0..<1_000).map { "\(key) \($0)" })
      #expect(Set(mine.map(\.partition)).count == 1)
    }
    // As a client in Java places them: murmur2 of the key, without its sign, by the number of partitions.
    #expect(records.filter { $0.key == Array("bank".utf8) }.allSatisfy { $0.partition == Self.murmur2("bank") % 64 })
  }

  @Test(.timeLimit(.minutes(2)), arguments: brokers)
  func aRecordThatIsTooLargeIsNamed(_ brokers: KafkaUnderTest) async throws {
    let log = try await brokers.settings(topic: Self.topic())
    let sink = Self.sink(try await Self.settings(log, on: brokers))
    let records = [Self.record("k", 0), Self.record("k", 1, bytes: 3 << 20), Self.record("k", 2)]
    await #expect {
      try await sink.send(records)
    } throws: {
      ($0 as? SinkFailure)?.kind == .refused(1)
    }
    // It goes on with the next.
    try await sink.send([Self.record("k", 3)])
    sink.close()
    #expect(try await Self.records(of: log).map(\.value).contains(Self.record("k", 3).value))
  }

  /// Of those who find no topic one makes it.
  @Test(.timeLimit(.minutes(2)), .enabled(if: KafkaUnderTest.runsReal))
  func sendersThatComeFirstTogetherMakeOneTopic() async throws {
    let log = try await KafkaUnderTest.real.settings(topic: Self.topic())
    let settings = try await Self.settings(log, on: .real)
    let sinks = (0..<4).map { _ in Self.sink(settings) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<16 { group.addTask { try await sinks[number % 4].send([Self.record("k", number)]) } }
      try await group.waitForAll()
    }
    for sink in sinks { sink.close() }
    let found = try await Self.records(of: log).map { String(decoding: $0.value, as: UTF8.self) }
    #expect(found.sorted() == (0..<16).map { "k \($0)" }.sorted())
  }

  /// What is acknowledged counts as published: a topic that is made here keeps it, and one that may not is warned of.
  @Test(.timeLimit(.minutes(2)), .enabled(if: KafkaUnderTest.runsReal))
  func aTopicThatMayLoseWhatItAcknowledgedIsWarnedOfOnce() async throws {
    let log = try await KafkaUnderTest.real.settings(topic: Self.topic())
    let settings = try await Self.settings(log, on: .real)
    let made = Self.sink(settings)
    try await made.send([Self.record("k", 0)])
    made.close()
    let admin = try await RawTopic(log).admin()
    #expect(try admin.settings(of: log.topic)["unclean.leader.election.enable"] == "false")

    var weaker = settings
    weaker.topic = Self.topic()
    try admin.makeTopic(
      weaker.topic, partitions: 1, replication: try await RawTopic(log).copies(),
      settings: [(name: "unclean.leader.election.enable", value: "true")])
    while try admin.partitionCount(of: weaker.topic) == nil {}
    let warnings = Mutex<[String]>([])
    let sink = KafkaSink(weaker) { warning in warnings.withLock { $0.append(warning) } }
    for number in 0..<3 { try await sink.send([Self.record("k", number)]) }
    sink.close()
    let told = warnings.withLock { $0 }
    #expect(told.count == 1)
    #expect(told.first?.contains("(unclean.leader.election.enable=true)") == true)
    #expect(told.first?.hasSuffix("--add-config unclean.leader.election.enable=false") == true)
    try await RawTopic(log).delete([log.topic, weaker.topic])
  }

  @Test(.timeLimit(.minutes(2))) func brokersThatAreNotThereAreAway() async throws {
    var settings = StreamSettings(brokers: "127.0.0.1:9")
    settings.properties = ["socket.connection.setup.timeout.ms": "1000"]
    let sink = Self.sink(settings)
    await #expect {
      try await sink.send([Self.record("k", 0)])
    } throws: { error in
      guard let failure = error as? SinkFailure else { return false }
      return failure.kind == .away && failure.message.contains("127.0.0.1:9")
    }
    sink.close()
    await #expect(throws: SinkFailure.self) { try await sink.send([Self.record("k", 0)]) }
  }

  /// Kafka's own hash of keys, by its published definition.
  private static func murmur2(_ key: String) -> Int32 {
    let data = Array(key.utf8)
    let multiplier: UInt32 = 0x5bd1_e995
    var hash = UInt32(0x9747_b28c) ^ UInt32(data.count)
    let whole = data.count / 4 * 4
    for start in stride(from: 0, to: whole, by: 4) {
      var word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(data[start + $1]) << (8 * UInt32($1)) }
      word = word &* multiplier
      word ^= word >> 24
      word = word &* multiplier
      hash = hash &* multiplier ^ word
    }
    let rest = Array(data[whole...])
    if !rest.isEmpty {
      for (index, byte) in rest.enumerated() { hash ^= UInt32(byte) << (8 * UInt32(index)) }
      hash = hash &* multiplier
    }
    hash ^= hash >> 13
    hash = hash &* multiplier
    hash ^= hash >> 15
    return Int32(hash & 0x7fff_ffff)
  }
}
