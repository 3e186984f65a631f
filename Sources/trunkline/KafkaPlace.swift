import CommandLineKit
import EventLog
import KafkaClient
import KafkaEventLog
import PostgresEventLog
import PostgresStorage
import Storage
import Values

/// A log on Kafka beside a database for the rest.
enum KafkaPlace {
  /// `nil`: the log is in the database.
  /// - Parameters:
  ///   - place: as with --kafka, which it goes before.
  ///   - topic: where the options name none.
  static func settings(
    _ given: Invocation, to place: String? = nil, topic standard: String = KafkaSettings.standardTopic
  ) throws -> KafkaSettings? {
    guard let text = place ?? given[CommonOptions.kafka], !text.isEmpty else { return nil }
    let (brokers, topic) = try parts(of: text, option: place == nil ? "--kafka" : "--to")
    var settings = KafkaSettings(brokers: brokers)
    settings.topic = topic ?? standard
    settings.properties = try properties(given)
    settings.replication = copies(given)
    return settings
  }

  /// `nil`: as many as the brokers say.
  static func copies(_ given: Invocation) -> Int32? { given[CommonOptions.kafkaCopies].map { Int32($0) } }

  /// Where the log is, without its topic; `nil`: in the database.
  static func brokers(_ given: Invocation) -> String? {
    given[CommonOptions.kafka].flatMap { $0.split(separator: "/").first.map(String.init) }
  }

  /// `HOST:PORT,…`, and a topic after a slash.
  static func parts(of text: String, option: String) throws -> (brokers: String, topic: String?) {
    let words = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let brokers = words.first, !brokers.isEmpty, words.count <= 2, words.last?.isEmpty == false else {
      throw Failure(
        .usage, "\(option) \(text) names no brokers",
        hints: ["as in \(option) kafka-1:9092,kafka-2:9092, or kafka-1:9092/a.topic"])
    }
    return (String(brokers), words.count == 2 ? String(words[1]) : nil)
  }

  /// What keeps acknowledged records and the order of all: nobody's to choose.
  private static let ours: Set<String> = [
    "acks", "request.required.acks", "enable.idempotence", "enable.gapless.guarantee", "auto.offset.reset",
    "isolation.level", "enable.auto.commit", "enable.partition.eof", "partitioner", "allow.auto.create.topics",
  ]

  /// What librdkafka is told beside what we tell it.
  static func properties(_ given: Invocation) throws -> ClientProperties {
    guard let path = given[CommonOptions.kafkaProperties] else { return [:] }
    let properties = try properties(in: path)
    if let name = properties.values.map(\.name).first(where: ours.contains) {
      throw Failure(.badInput, "\(path) sets \(name), on which it depends that nothing is lost: leave it out")
    }
    return properties
  }

  /// `NAME=VALUE` a line; empty ones and those that begin with `#` say nothing.
  private static func properties(in path: String) throws -> ClientProperties {
    var properties: ClientProperties = [:]
    let text = String(decoding: try FileBytes.read(path), as: UTF8.self)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.trimmingSpaces()
      if line.isEmpty || line.first == "#" { continue }
      guard let sign = line.firstIndex(of: "="), sign > line.startIndex else {
        throw Failure(.badInput, "\(path):\(index + 1) is no NAME=VALUE")
      }
      properties.values.append(
        (
          name: String(line[..<sign].trimmingSpaces()),
          value: String(line[line.index(after: sign)...].trimmingSpaces())
        ))
    }
    return properties
  }

  /// A new log has the identity of the database's own, so that commits of that one can be copied to it.
  static func open(
    _ settings: KafkaSettings, _ store: PostgresProjectionStore, instead own: PostgresEventLog
  ) async throws -> any EventLog {
    let log = try await KafkaEventLog.open(settings, chain: own.chain, index: store, newID: own.id)
    do {
      for slice in try await own.occupiedSlices() {
        let (head, found) = (try await own.head(of: slice), try await log.head(of: slice))
        guard found.position < head.position else { continue }
        throw Failure(
          .environment, "this database has a log of its own, with commits that topic \(settings.topic) has not",
          hints: [
            "trunkline log copy --to \(settings.brokers)/\(settings.topic) takes them there",
            "for a new log on Kafka name another database with --postgres, or another folder with --state",
          ])
      }
      return log
    } catch {
      await log.close()
      throw error
    }
  }

  /// A second log beside the one that the rows come from would be another history.
  static func refuse(logInDatabaseOf store: PostgresProjectionStore) async throws {
    guard try await store.anyEntry() != nil else { return }
    throw Failure(
      .usage, "the log of this database is on Kafka: say where",
      hints: ["--kafka HOST:PORT, or TRUNKLINE_KAFKA=HOST:PORT in the environment"])
  }
}

extension Substring {
  fileprivate func trimmingSpaces() -> Substring {
    var text = self
    while let first = text.first, first == " " || first == "\t" || first == "\r" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
    return text
  }
}
