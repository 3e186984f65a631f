import CallDomain
import CommandLineKit
import Events
import Values

/// `trunkline get`: what a centre's calls, queues and agents are doing, now or at any instant of the past.
enum GetCommand {
  static let at = Option<Instant?>("--at", kind: .instant, summary: "as it was at this instant (default: now)")

  static let command = Command(
    "get", summary: "the state of a centre: calls, queues, agents; now or in the past",
    commands: [calls, queues, agents])

  static let calls = command(
    "calls", "open calls: who waits first, the longest wait on top",
    [
      .text("call", "Call"), .text("phase", "Phase"), .number("lastedMs", "For"), .text("queue", "Queue"),
      .text("agent", "Agent"), .text("caller", "Caller"), .number("ageMs", "On the line"),
    ]
  ) { past in
    past.picture.calls.map { call in
      [
        .text("\(call.id)"), .text(call.phase.name), .duration(call.lasted), text(call.queue), text(call.agent),
        text(call.who), .duration(call.age),
      ]
    }
  }

  static let queues = command(
    "queues", "lines: who waits, for how long, and the day so far", countsDay: true,
    [
      .text("queue", "Queue"), .number("waiting", "Waiting"), .number("ringing", "Ringing"),
      .number("longestWaitMs", "Longest"), .number("answered", "Answered"), .number("abandoned", "Abandoned"),
      .number("serviceLevelShortOut", "SL(shortOut)"), .number("targetMs", "Target"), .number("asaMs", "ASA"),
    ]
  ) { past in
    past.picture.queues.map { queue in
      [
        .text(queue.name), .integer(queue.waiting), .integer(queue.ringing),
        .optional(queue.longestWait) { .duration($0) }, .integer(queue.sums.answered), .integer(queue.sums.abandoned),
        .optional(queue.sums.serviceLevel(.shortOut)) { .share($0, places: 1) }, .duration(queue.target),
        .optional(queue.sums.averageSpeedOfAnswerMs) { .duration(Milliseconds(Int64($0.rounded()))) },
      ]
    }
  }

  static let agents = command(
    "agents", "who is there, in which state and since when",
    [
      .text("agent", "Agent"), .text("state", "State"), .number("lastedMs", "For"), .text("about", "Queue or reason"),
      .text("call", "Call"), .number("strikes", "Strikes"),
    ]
  ) { past in
    let shown = past.picture.agents
    let there = Set(shown.map(\.name))
    let away = past.centre.agents.keys.map(\.text).filter { !there.contains($0) }.sorted()
    return shown.map { shown in
      let agent = past.centre.agents[AgentID(unchecked: shown.name)]
      return [
        .text(shown.name), .text(shown.state.name), .duration(shown.lasted), text(shown.detail),
        .optional(agent?.callInSlot) { .text("\($0)") }, .integer(agent?.strikes ?? 0),
      ]
    } + away.map { [.text($0), .text("loggedOut"), .null, .null, .null, .null] }
  }

  private static func text(_ text: String) -> Cell { text.isEmpty ? .null : .text(text) }

  private static func command(
    _ name: String, _ summary: String, countsDay: Bool = false, _ columns: [Column],
    _ rows: @escaping @Sendable (PastCentre) -> [[Cell]]
  ) -> CommandLineKit.Command {
    CommandLineKit.Command(
      name, summary: summary, options: [CommonOptions.centre, at, StandardOptions.format],
      examples: [
        .init("trunkline get \(name)", "now"), .init("trunkline get \(name) --at 1999-01-13T14:30", "in the past"),
      ],
      seeAlso: ["top", "why", "events"]
    ) { given in
      try await Installation.with(given) {
        let centre = try await $0.centre(given[CommonOptions.centre])
        let past = try await PastCentre.fold(centre, with: $0.loader, at: given[at], countsDay: countsDay)
        try RowWriter.show(
          rows(past), columns: columns, format: given[StandardOptions.format], console: given.console)
        try given.console.remark("\(centre) as of \(past.asOf)")
        return .ok
      }
    }
  }
}

extension LivePicture.CallPhase {
  /// As `get` writes it: stable.
  var name: String {
    switch self {
    case .waiting: "waiting"
    case .ringing: "offering"
    case .inIVR: "inIVR"
    case .talking: "talking"
    case .onHold: "onHold"
    case .arrived: "arrived"
    }
  }
}
