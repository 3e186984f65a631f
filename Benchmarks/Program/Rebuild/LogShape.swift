import EventLog
import Values

/// What a log of the rebuild benchmark is like.
struct LogShape {
  let centre: CentreShape
  let events: Int
  /// Each commit is a batch of its own on Kafka, as a live writer leaves them; otherwise they came together.
  let isOneByOne: Bool

  /// One by one takes the broker long: a log of that kind is so much smaller.
  static let oneByOneShare = 10

  init(_ centre: CentreShape, events: Int, isOneByOne: Bool = false) {
    self.centre = centre
    self.events = events
    self.isOneByOne = isOneByOne
  }

  /// For names of figures.
  var name: String { centre.name + (isOneByOne ? ".oneByOne" : "") }

  func load(on server: BenchmarkServer) async throws -> LoadedLog {
    if let topic = server.topic { return try await TopicLoader(server: server, topic: topic, shape: self).load() }
    return try await LogLoader(server: server, shape: centre).load(events: events)
  }
}

/// A log that was written for a benchmark to read.
struct LoadedLog: Sendable {
  let slice: Slice
  let commits: Int
  let events: Int
  let bodyBytes: Int
  /// One after the last offset on Kafka; 0 in the database.
  var end: Int64 = 0

  /// What the log is like, beside what the benchmark promises of it.
  func describe(_ shape: String, to writer: FigureWriter) throws {
    let name = "log.\(shape)"
    try writer.write(Figure(name: "\(name).events", value: Double(events), unit: "events"))
    try writer.write(
      Figure(name: "\(name).eventsPerCommit", value: Double(events) / Double(commits), unit: "events"))
    try writer.write(
      Figure(name: "\(name).bytesPerEvent", value: Double(bodyBytes) / Double(events), unit: "bytes"))
  }
}
