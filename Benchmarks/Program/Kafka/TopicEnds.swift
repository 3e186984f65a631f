import CommandLineKit
import KafkaEventLog

/// How far the partitions of a topic reach, before and after.
struct TopicEnds {
  private let topic: KafkaSettings
  private let before: Int64

  init(_ topic: KafkaSettings) async throws {
    self.topic = topic
    before = try await Self.count(topic)
  }

  /// Fails when fewer records have come since.
  func require(atLeast commits: Int, named name: String, _ writer: FigureWriter) async throws {
    let records = Int(try await Self.count(topic) - before)
    guard records >= commits else {
      throw Failure(.foundProblems, "the broker has \(records) records more, of \(commits) that were acknowledged")
    }
    try writer.write(
      Figure(
        name: "\(name).log.records", value: Double(records), unit: "records",
        baseline: .init(name: "commits, ours and the bare loop's", value: Double(commits)),
        ratio: Double(records) / Double(max(1, commits))))
  }

  private static func count(_ topic: KafkaSettings) async throws -> Int64 {
    try await TopicKeeper().ends(of: topic).reduce(0, +)
  }
}
