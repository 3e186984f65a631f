public import Events

/// A rule of DOMAIN 2 that an event of the log breaks.
public struct Violation: Sendable, Equatable, CustomStringConvertible {
  public enum Rule: String, Sendable, CaseIterable {
    /// At most one accepted offer per entry.
    case i1 = "I1"
    /// One voice offer or call per agent.
    case i2 = "I2"
    /// Losers of a race are rescinded in the same commit.
    case i3 = "I3"
    /// Everything ends, exactly once.
    case i4 = "I4"
    /// Offers to routable agents only.
    case i5 = "I5"
    /// Live offers to agents who may take the entry: its queue and required skills.
    case eligibility
    /// Conservation per queue.
    case i6 = "I6"
    /// The states of a log-in partition it.
    case i7 = "I7"
    /// The machine of the subject does not go this way.
    case transition
    /// What the event repeats of its subject is not so.
    case repeated
    /// A duration is not what the state says.
    case duration
    /// A pending status, or a wrap-up, did not come in the commit that frees the slot.
    case slot
    /// The commit's *now* is earlier than that of the commit before.
    case time
  }

  public let rule: Rule
  /// As `offer.made`.
  public let event: String
  public let detail: String

  public var description: String { "\(rule.rawValue) by \(event): \(detail)" }
}

extension Centre {
  /// What this event would break, asked before it is folded. Recorded waits and durations are taken as they are.
  public func violations(of event: Event, in context: CommitContext) -> [Violation] {
    var check = Check(centre: self, event: event, context: context)
    check.run()
    return check.violations
  }

  /// What must be so once a commit's last event is folded: I3, pending statuses and wrap-ups of whom it touched.
  public func violationsAtEnd(of events: [Event], in context: CommitContext) -> [Violation] {
    events.flatMap { event in
      var check = Check(centre: self, event: event, context: context)
      check.runAtEnd()
      return check.violations
    }
  }

  /// I6 at this moment, for every queue of the configuration.
  public func conservationViolations() -> [Violation] {
    configuration.queues.compactMap { configured in
      guard let queue = queues[configured.id], !queue.isConserved else { return nil }
      return Violation(
        rule: .i6, event: "entry",
        detail: "\(queue.id): \(queue.flow.enqueued) came, \(queue.flow.left) left, \(queue.line.count) wait")
    }
  }

  /// Folds a commit and says what it broke: for `verify`.
  public mutating func verify(_ commit: Commit) -> [Violation] {
    var violations: [Violation] = []
    if commit.at < lastAt {
      violations.append(
        Violation(
          rule: .time, event: "commit", detail: "\(commit.position) is \(lastAt.since(commit.at).count) ms early"))
    }
    let context = CommitContext(at: commit.at, actor: commit.actor)
    for event in commit.events {
      violations += self.violations(of: event, in: context)
      evolve(event, in: context)
    }
    violations += violationsAtEnd(of: commit.events, in: context)
    commitEnded(commit.commandID, bodyDigest: commit.bodyDigest, at: commit.at, position: commit.position)
    return violations
  }
}
