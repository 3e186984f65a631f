package import Values

/// A day of the bank as people lived it: who called when, with how much to say, and who was at work. What became of the
/// calls is left out, as far as it can be: that is for whoever lives the day again.
package struct BankDay: Sendable, Equatable {
  package struct Caller: Sendable, Equatable {
    package let arrivedAt: Instant
    /// Trunk and line of the bank's voice response unit.
    package let line: String
    package let customer: String
    package let service: QueueID
    package let priority: Int32
    /// In the bank's voice response unit.
    package let menu: Milliseconds
    package let end: End
  }

  /// What is known of how long the caller would have waited, and talked.
  package enum End: Sendable, Equatable {
    /// Left, or was served, without asking for an agent.
    case leftInMenu
    /// Hung up after this wait: his patience.
    case hungUp(Milliseconds)
    /// Was answered after this wait, so his patience was longer; and talked so long.
    case served(wait: Milliseconds, talk: Milliseconds)
  }

  /// From the first to the last conversation of the agent.
  package struct Duty: Sendable, Equatable {
    package let agent: AgentID
    package let from: Instant
    package let to: Instant
  }

  /// By arrival.
  package let callers: [Caller]
  /// By agent, then by time.
  package let duties: [Duty]

  /// Midnight of the day.
  package let midnight: Instant

  /// Mean patience by maximum likelihood, were it exponential: all waits ÷ number of those who hung up. Waits of the
  /// answered are censored patience (Brown et al., JASA 100, 2005, section 6.1, do the same by Kaplan and Meier).
  package var patienceMean: Milliseconds {
    var waited = Milliseconds.zero
    var hungUp: Int64 = 0
    for caller in callers {
      switch caller.end {
      case .leftInMenu: break
      case .hungUp(let wait):
        waited += wait
        hungUp += 1
      case .served(let wait, _): waited += wait
      }
    }
    return hungUp == 0 ? .minutes(10) : Milliseconds(waited.count / hungUp)
  }

  /// The first day of the file.
  /// - Parameter date: lived again on another day, at the same times; `nil`: on its own.
  package init?(_ bank: BankFile, on date: Instant? = nil) {
    guard let first = bank.rows.map(\.day).min() else { return nil }
    let rows = bank.rows.filter { $0.day == first }
    let recorded = Instant(ms: first * 86_400_000)
    midnight = date ?? recorded
    let shift = midnight.since(recorded)
    callers = rows.map { Caller($0, shift) }.sorted { a, b in
      a.arrivedAt != b.arrivedAt ? a.arrivedAt < b.arrivedAt : a.line < b.line
    }
    duties = InferredLogIns.presences(of: rows).map {
      Duty(agent: $0.agent, from: $0.from + shift, to: $0.to + shift)
    }
  }
}

extension BankDay.Caller {
  fileprivate init(_ row: BankRow, _ shift: Milliseconds) {
    let wait = row.queueStart == nil ? .zero : max(.zero, row.queueTime)
    let end: BankDay.End
    switch row.outcome {
    case .answered: end = .served(wait: wait, talk: max(.zero, row.serviceTime))
    case .hungUp: end = row.queueStart == nil ? .leftInMenu : .hungUp(wait)
    }
    self.init(
      arrivedAt: row.ivrEntry + shift, line: row.key.line, customer: row.customer, service: row.service,
      priority: row.priority, menu: max(.zero, row.ivrTime), end: end)
  }
}
