/// What the server itself says of what a benchmark claims to have made durable: no figure rests on less.
///
/// PostgreSQL counts how often it synced its log. A broker syncs when it likes, and has no such count; what it
/// acknowledged is what all its replicas in sync have, and that is how far the partitions reach.
enum LogProof {
  case syncs(LogSyncs)
  case records(TopicEnds)

  struct Claim {
    var groups = 0
    var commits = 0

    static func + (one: Claim, other: Claim) -> Claim {
      Claim(groups: one.groups + other.groups, commits: one.commits + other.commits)
    }
  }

  init(_ server: BenchmarkServer) async throws {
    if let topic = server.topic {
      self = .records(try await TopicEnds(topic))
    } else {
      self = .syncs(try await LogSyncs(server))
    }
  }

  /// Says what the server counted, and fails when that is less than is claimed.
  func require(_ claim: Claim, named name: String, _ writer: FigureWriter) async throws {
    switch self {
    case .syncs(let syncs): try await syncs.require(atLeast: claim.groups, named: name, writer)
    case .records(let ends): try await ends.require(atLeast: claim.commits, named: name, writer)
    }
  }
}
