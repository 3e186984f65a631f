import EventLog
import Glibc
import KafkaClient
import KafkaEventLog
import PostgresStorage
import Values

/// Where the log is on Kafka.
struct Brokers: Sendable {
  /// `HOST:PORT`, several with commas between them.
  let addresses: String
  /// Of the only one, on this machine; `nil`: not known.
  let process: Int?

  static func isList(_ text: String) -> Bool {
    text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { place in
      let parts = place.split(separator: ":", omittingEmptySubsequences: false)
      return parts.count >= 2 && !parts[0].isEmpty && !place.contains("/") && UInt16(parts.last ?? "") ?? 0 > 0
    }
  }
}

extension BenchmarkServer {
  /// Runs `body` with a log that is new and empty. One on Kafka has a topic of its own, which is deleted in the end;
  /// otherwise it is the database's, and whoever needs it empty empties it.
  /// - Parameter further: settings of the topic beside the driver's.
  func withNewLog<R>(
    topic further: [(name: String, value: String)] = [], _ body: (BenchmarkServer) async throws -> R
  ) async throws -> R {
    guard let brokers else { return try await body(self) }
    var settings = KafkaSettings(brokers: brokers.addresses)
    settings.topic = "trunkline.benchmark.\(getpid()).\(Self.topics.add(1, ordering: .relaxed).newValue)"
    // Opened, the store makes its tables; the index of the topic before knows nothing of this one.
    await (try await openStore()).close()
    try await prepare("DELETE FROM trunkline.log_index", "DELETE FROM trunkline.log_index_identity")
    let keeper = TopicKeeper()
    try await keeper.make(settings, further: further)
    var server = self
    server.topic = settings
    return try await ending(with: { try await keeper.delete(settings) }) { try await body(server) }
  }

  /// - Parameter properties: librdkafka's, over ours.
  func openTopic(
    _ topic: KafkaSettings, properties: ClientProperties = [:]
  ) async throws -> (driver: KafkaEventLog, open: OpenLog) {
    var settings = topic
    settings.properties = properties
    let store = try await openStore()
    do {
      let log = try await KafkaEventLog.open(settings, chain: Self.chain, index: store, newID: Self.logID)
      let open = OpenLog(log) {
        await log.close()
        await store.close()
      }
      return (log, open)
    } catch {
      await store.close()
      throw error
    }
  }

  /// What every benchmark on Kafka says first.
  func describeBrokers(to writer: FigureWriter) async throws {
    guard let brokers else { return }
    let copies = try await TopicKeeper().copies(KafkaSettings(brokers: brokers.addresses))
    let durable = copies < 3 ? "acknowledged is what one broker has in memory" : "acknowledged is what two brokers have"
    try writer.say("the log is on Kafka at \(brokers.addresses): copies of a record: \(copies), acks=all, \(durable)")
  }
}
