import CommandLineKit
import EventLog
import KafkaEventLog
import Values

/// `trunkline log`: the log itself.
enum LogCommand {
  static let command = Command("log", summary: "the log itself: take it to another place", commands: [copy])

  static let copy = Command(
    "copy", summary: "copy the database's log to Kafka; from then on it lives there",
    discussion: """
      Takes every commit to the topic as it is: identity, positions, hashes and the chain stay, so the rows that were \
      made of them stay good. A copy that broke off goes on where it was. Nobody may write meanwhile. When it is done, \
      give --kafka with every command: `trunkline verify` shows that nothing is missing.
      """,
    examples: [.init("trunkline log copy --kafka kafka-1:9092,kafka-2:9092", "to topic trunkline.log")],
    seeAlso: ["verify", "serve"]
  ) { given in
    guard let settings = try KafkaPlace.settings(given) else {
      throw Failure(.usage, "where to?", hints: ["say it with --kafka HOST:PORT"])
    }
    return try await Installation.withOwnLog(given) { installation in
      let (own, store) = (installation.log, installation.store)
      let log = try await KafkaEventLog.open(settings, chain: own.chain, index: store, newID: own.id)
      do {
        var commits: UInt64 = 0
        for slice in try await own.occupiedSlices() {
          commits += try await installation.asWriter(of: slice, "copies the log") {
            try await take(slice, from: own, to: log, given.console)
          }
        }
        try given.console.out.line(
          "\(NumberText.grouped(commits)) commits are in topic \(settings.topic): from now on say --kafka with every "
            + "command."
        )
      } catch {
        await log.close()
        throw error
      }
      await log.close()
      return .ok
    }
  }

  /// - Returns: how many commits the slice has.
  private static func take(
    _ slice: Slice, from own: any EventLog, to log: KafkaEventLog, _ console: Console
  ) async throws -> UInt64 {
    let (total, done) = (try await own.head(of: slice).position.number, try await log.head(of: slice))
    guard done.position.number < total else { return total }
    let bar = ProgressBar("copying slice \(slice)", unit: "commits", total: Int64(total), console: console)
    // From the last one that is there already: it must be the same.
    let before = Position(done.position.number - min(1, done.position.number))
    let stream = try await own.scan(
      slice, after: try await own.point(at: before, of: slice), through: nil, limit: .live)
    try await stream.forEachBatch { batch in
      try await log.copy(batch)
      bar.advance(to: Int64(batch.end?.position.number ?? 0))
      return true
    }
    bar.finish(at: Int64(total))
    return total
  }
}
