import CommandLineKit
import Values

/// Options that every command has.
enum CommonOptions {
  static let state = Option<String?>(
    "--state", kind: .folder,
    summary: "state folder with the private PostgreSQL (default: /var/lib/trunkline as root, else the user's own)",
    environment: "TRUNKLINE_STATE")

  static let postgres = Option<String?>(
    "--postgres", kind: .text.named("URL"), summary: "a PostgreSQL server of one's own instead of the state folder",
    environment: "TRUNKLINE_POSTGRES")

  static let kafka = Option<String?>(
    "--kafka", kind: .text.named("HOST:PORT,…"),
    summary: "the log is on Kafka, at these brokers; /TOPIC after them names another topic than trunkline.log",
    environment: "TRUNKLINE_KAFKA")

  static let kafkaProperties = Option<String?>(
    "--kafka-properties", kind: .file,
    summary: "properties of librdkafka, NAME=VALUE a line: SASL, TLS and the like",
    environment: "TRUNKLINE_KAFKA_PROPERTIES")

  static let kafkaCopies = Option<Int?>(
    "--kafka-copies", kind: .whole(1...100),
    summary: "copies that topics get, and the log's must have (default: 3, or one for each broker)",
    environment: "TRUNKLINE_KAFKA_COPIES")

  static let centre = Option<CentreID?>("--centre", kind: .name, summary: "only this centre")

  /// The options with which another command finds the same log, as one types them.
  /// - Parameter topic: of a log on Kafka, if the options name none.
  static func place(_ given: Invocation, state: String, topic: String) -> String {
    var words = ["--state", state]
    if let kafka = given[kafka], !kafka.isEmpty {
      words += ["--kafka", kafka.contains("/") ? kafka : "\(kafka)/\(topic)"]
    }
    if let properties = given[kafkaProperties] { words += ["--kafka-properties", properties] }
    if let copies = given[kafkaCopies] { words += ["--kafka-copies", "\(copies)"] }
    return words.joined(separator: " ")
  }

  /// A range that ends where it begins, or before, holds nothing: two bounds that were mixed up.
  static func check(from: Instant?, to: Instant?) throws {
    guard let from, let to, from >= to else { return }
    throw Failure(
      .usage, "--from \(from) is not before --to \(to)", hints: ["the range begins at --from and ends before --to"])
  }
}
