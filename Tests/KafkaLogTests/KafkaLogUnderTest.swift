import Digest
import EventLog
import KafkaClient
import Synchronization
import TrunklineTesting
import Values

@testable import KafkaEventLog

/// A Kafka log under test: a topic of its own, and a driver for whoever opens it.
final class KafkaLogUnderTest: LogUnderTest {
  static let chain = Chain(hash: SHA256.digest)

  private struct State {
    var topic: String
    var index = MemoryLogIndex()
    var opened: [KafkaEventLog] = []
    var topics: [String] = []
  }
  let kafka: KafkaUnderTest
  let sockets = SocketRegistry()
  private let state: Mutex<State>
  private static let topics = Atomic(0)

  private init(_ kafka: KafkaUnderTest, topic: String) {
    self.kafka = kafka
    state = Mutex(State(topic: topic, topics: [topic]))
  }

  static func fresh(on kafka: KafkaUnderTest) async throws -> KafkaLogUnderTest {
    let log = KafkaLogUnderTest(kafka, topic: freshTopic())
    try await log.makeTopicOnMock()
    return log
  }

  /// Not there before, on a broker that outlives this process.
  static func freshTopic() -> String {
    "trunkline.test.\(LogID(.random())).\(topics.add(1, ordering: .relaxed).newValue)"
  }

  var showsPrefixes: Bool { true }
  var index: MemoryLogIndex { state.withLock { $0.index } }
  var topic: String { state.withLock { $0.topic } }

  func settings() async throws -> KafkaSettings {
    var settings = try await kafka.settings(topic: topic)
    settings.sockets = sockets
    return settings
  }

  func open() async throws -> any EventLog { try await openDriver() }

  func openDriver(_ change: (inout KafkaSettings) -> Void = { _ in }) async throws -> KafkaEventLog {
    var settings = try await settings()
    change(&settings)
    let log = try await KafkaEventLog.open(settings, chain: Self.chain, index: index, newID: LogID(.random()))
    state.withLock { $0.opened.append(log) }
    return log
  }

  func truncate(_ slice: Slice, through position: Position) async throws {
    try await copy { partition, key in partition != Int32(slice.number) || key.position <= position }
  }

  func lose(_ position: Position, of slice: Slice) async throws -> Bool {
    try await copy { partition, key in partition != Int32(slice.number) || key.position != position }
    return true
  }

  func recreate() async throws {
    state.withLock { $0.index = MemoryLogIndex() }
    try await remakeTopic()
  }

  func disconnect() async throws -> Bool { sockets.breakAll() > 0 }

  func close() async {
    let (opened, topics) = state.withLock { ($0.opened, $0.topics) }
    for log in opened { await log.close() }
    guard case .real = kafka, let settings = try? await settings() else { return }
    try? await RawTopic(settings).delete(topics)
  }

  /// The topic is empty afterwards. The index stays.
  func remakeTopic() async throws {
    switch kafka {
    case .real: try await RawTopic(settings()).remake()
    case .mock:
      // The mock can't delete: another topic stands where the log is looked for from now on.
      state.withLock { state in
        state.topic = Self.freshTopic()
        state.topics.append(state.topic)
      }
      try await makeTopicOnMock()
    }
  }

  /// What a restore does: another topic with those of the records that are to be kept, byte for byte.
  private func copy(keeping: @Sendable (Int32, RecordKey) -> Bool) async throws {
    let records = try await RawTopic(settings()).records()
    try await remakeTopic()
    try await RawTopic(settings()).write(
      records.filter { record in
        guard let key = record.key.withUnsafeBytes({ RecordKey($0) }) else { return true }
        return keeping(record.partition, key)
      })
  }

  private func makeTopicOnMock() async throws {
    guard case .mock = kafka else { return }
    try await KafkaUnderTest.mockBrokers.makeTopic(topic, partitions: Int32(Slice.count))
  }
}
