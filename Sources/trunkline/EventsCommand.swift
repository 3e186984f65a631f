import CommandLineKit
import EventJSON
import EventLog
import Events
import Values
import WireRuntime

/// `trunkline events`: the log, decoded.
enum EventsCommand {
  static let types = Option<[String]>(
    "--type", kind: .text.named("TYPE"),
    summary: "only these: an event as offer.made, or a family as offer; may be repeated")
  static let call = Option<CallID?>("--call", kind: .id, summary: "only events that concern this call")
  static let agent = Option<AgentID?>("--agent", kind: .name, summary: "only events that concern this agent")
  static let from = Option<Instant?>("--from", kind: .instant, summary: "that occurred at this instant or later")
  static let to = Option<Instant?>("--to", kind: .instant, summary: "that occurred before this instant")
  static let limit = Option<Int?>("--limit", "-n", kind: .whole(1...Int.max), summary: "at most so many events")

  static let command = Command(
    "events", summary: "show the events of the log, in their order",
    options: [CommonOptions.centre, types, call, agent, from, to, limit, StandardOptions.format],
    examples: [
      .init("trunkline events --limit 20", "how the log begins"),
      .init(
        "trunkline events --type conversation --from 1999-01-04T10:00 --to 1999-01-04T10:05", "five minutes of talk"),
      .init("trunkline events --agent agent-01 --format ndjson", "a line of JSON for each event"),
    ], seeAlso: ["report", "verify"]
  ) { given in
    try CommonOptions.check(from: given[from], to: given[to])
    let filter = EventFilter(
      centre: given[CommonOptions.centre], types: try knownTypes(given[types]), call: given[call], agent: given[agent],
      from: given[from], to: given[to])
    return try await Installation.with(given) {
      var listing = EventListing(
        filter: filter, limit: given[limit] ?? .max, format: given[StandardOptions.format], console: given.console)
      try await listing.run($0.log)
      if listing.isEmpty { try await $0.sayWhichCentres(besides: given[CommonOptions.centre], given.console) }
      return .ok
    }
  }

  /// Each must be an event or a family that exists.
  private static func knownTypes(_ names: [String]) throws -> Set<String> {
    let families = Set(EventType.allNames.map { String($0.prefix { $0 != "." }) })
    for name in names where !families.contains(name) && !EventType.allNames.contains(name) {
      let near = Spelling.suggestions(for: name, among: EventType.allNames + families.sorted())
      throw Failure(
        .usage, "there is no event type “\(name)”",
        hints: near.isEmpty ? ["families: \(families.sorted().joined(separator: ", "))"] : ["did you mean \(near[0])?"])
    }
    return Set(names)
  }
}

/// Which events to show; `nil` and empty sets let everything through.
struct EventFilter {
  let centre: CentreID?
  let types: Set<String>
  let call: CallID?
  let agent: AgentID?
  let from: Instant?
  let to: Instant?

  func admits(_ commit: Commit) -> Bool { centre == nil || commit.centre == centre }

  /// What can be told without the event's text.
  func admits(_ event: Event) -> Bool {
    if let from, event.occurredAt < from { return false }
    if let to, event.occurredAt >= to { return false }
    if types.isEmpty { return true }
    let name = event.typeName
    return types.contains(name) || types.contains(String(name.prefix { $0 != "." }))
  }

  /// An event concerns a call or an agent when it names it anywhere.
  func admits(text json: String) -> Bool {
    if let call, !json.contains("\"call\":\"\(call)\"") { return false }
    if let agent, !json.contains("\"agent\":\"\(agent)\"") { return false }
    return true
  }
}
