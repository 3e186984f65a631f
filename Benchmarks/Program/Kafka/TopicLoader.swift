import EventLog
import KafkaClient
import KafkaEventLog
import Values

/// Fills an empty topic with the commits of a recorded centre, through the driver, which keeps its index beside it.
struct TopicLoader {
  let server: BenchmarkServer
  let topic: KafkaSettings
  let shape: LogShape

  /// Sent together.
  private static let groupMax = 5_000

  /// At least as many events as the shape says.
  func load() async throws -> LoadedLog {
    let properties: ClientProperties = shape.isOneByOne ? ["batch.num.messages": "1"] : [:]
    let (log, open) = try await server.openTopic(topic, properties: properties)
    return try await ending(with: { await open.close() }) { try await fill(log) }
  }

  private func fill(_ log: KafkaEventLog) async throws -> LoadedLog {
    var recorded = try RecordedSlice(shape.centre, of: log.id)
    var group = [recorded.marker]
    while recorded.events < shape.events {
      while group.count < Self.groupMax, recorded.events < shape.events { group.append(try recorded.next()) }
      try await log.copy(RecordBatch(slice: recorded.slice, records: group))
      group = []
    }
    var loaded = recorded.loaded
    loaded.end = try await TopicKeeper().ends(of: topic)[Int(recorded.slice.number)]
    return loaded
  }
}
