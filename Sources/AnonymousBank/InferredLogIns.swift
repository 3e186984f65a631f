import Events
import Values

/// The bank does not record log-ins: an agent is taken as logged in from the first to the last conversation of a day.
/// Two days that touch (a conversation beyond midnight) become one log-in.
enum InferredLogIns {
  struct Presence {
    let agent: AgentID
    let from: Instant
    var to: Instant
  }

  /// By agent, then by time.
  static func presences(of rows: [BankRow]) -> [Presence] {
    var days: [AgentID: [Int64: Presence]] = [:]
    for row in rows {
      guard case .answered(let agent?) = row.outcome else { continue }
      let start = max(row.ivrEntry, row.enqueued, row.leftQueue)
      let end = max(start, row.ended)
      let known = days[agent]?[row.day]
      days[agent, default: [:]][row.day] = Presence(
        agent: agent, from: min(known?.from ?? start, start), to: max(known?.to ?? end, end))
    }
    return days.keys.sorted().flatMap { joined(days[$0] ?? [:]) }
  }

  static func drafts(of rows: [BankRow]) -> [StepDraft] {
    var drafts: [StepDraft] = []
    for presence in presences(of: rows) {
      let row = drafts.count
      let logIn = HistoricFact(
        occurredAt: presence.from, fact: .loggedIn(HistoricLogIn(agent: presence.agent, inferred: true)))
      let logOut = HistoricFact(occurredAt: presence.to, fact: .loggedOut(HistoricLogOut(agent: presence.agent)))
      drafts.append(StepDraft(at: presence.from, rank: .agentLoggedIn, row: row, step: 0, facts: [logIn]))
      drafts.append(StepDraft(at: presence.to, rank: .agentLoggedOut, row: row, step: 1, facts: [logOut]))
    }
    return drafts
  }

  private static func joined(_ days: [Int64: Presence]) -> [Presence] {
    var joined: [Presence] = []
    for day in days.keys.sorted() {
      guard let presence = days[day] else { continue }
      if let last = joined.last, presence.from <= last.to {
        joined[joined.count - 1].to = max(last.to, presence.to)
      } else {
        joined.append(presence)
      }
    }
    return joined
  }
}
