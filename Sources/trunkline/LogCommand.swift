import CommandLineKit
import EventLog
import KafkaEventLog
import Values

/// `trunkline log`: the log itself.
enum LogCommand {
  static let command = Command("log", summary: "the log itself: take it to another place", commands: [copy])

  static let from = Option<String>(
    "--from", kind: .text.named("PLACE"), default: "database",
    summary: "where the log is: in the database of --state or --postgres, which is the only place that it moves from")
  static let to = Option<String?>(
    "--to", kind: .text.named("HOST:PORT,…"),
    summary: "Kafka's brokers; /TOPIC after them names another topic than trunkline.log (default: those of --kafka)")

  static let copy = Command(
    "copy", summary: "copy the database's log to Kafka; from then on it lives there",
    discussion: """
      Takes every commit to the topic as it is: identity, positions, hashes and the chain stay, so the rows that were \
      made of them stay good. Nobody may write meanwhile. The log lives on Kafka once all of it is there: give --kafka \
      with every command then. A copy that broke off changes nothing; another goes on where it was. `trunkline verify` \
      shows the same fingerprint for both: `trunkline verify --kafka …`, and `trunkline verify --former` for what the \
      database had.
      """,
    options: [from, to],
    examples: [
      .init("trunkline log copy --from database --to kafka-1:9092,kafka-2:9092", "to topic trunkline.log")
    ],
    seeAlso: ["verify", "serve"]
  ) { given in
    guard given[from] == "database" else {
      throw Failure(
        .usage, "--from \(given[from]): a log moves from the database to Kafka, and not from there",
        hints: ["--from database, with --state or --postgres for which"])
    }
    guard let settings = try KafkaPlace.settings(given, to: given[to]) else {
      throw Failure(.usage, "where to?", hints: ["say it with --to HOST:PORT"])
    }
    return try await Installation.withOwnLog(given) { installation in
      let (own, index) = (installation.log, HeldIndex(installation.store))
      let log = try await KafkaEventLog.open(settings, chain: own.chain, index: index, newID: own.id)
      let commits: UInt64
      do {
        commits = try await copy(installation, to: log, given.console)
        await log.close()
      } catch {
        await log.close()
        throw error
      }
      guard try await index.release() || commits == 0 else {
        throw Failure(
          .environment, "all is in topic \(settings.topic), but the database was not told", hints: ["again"])
      }
      let place = settings.brokers + (settings.topic == KafkaSettings.standardTopic ? "" : "/\(settings.topic)")
      try given.console.out.line(
        "\(NumberText.grouped(commits)) commits are in topic \(settings.topic): from now on say --kafka \(place) with "
          + "every command.")
      return .ok
    }
  }

  /// - Returns: how many commits there are.
  private static func copy(
    _ installation: Installation, to log: KafkaEventLog, _ console: Console
  ) async throws -> UInt64 {
    var commits: UInt64 = 0
    for slice in try await installation.log.occupiedSlices() {
      commits += try await installation.asWriter(of: slice, "copies the log") {
        try await take(slice, from: installation.log, to: log, console)
      }
    }
    return commits
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
