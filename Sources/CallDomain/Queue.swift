package import Events
package import Values

/// One queue: its configuration, its line, and what came out of it.
package struct Queue: Sendable, Equatable {
  package internal(set) var configuration: QueueConfiguration
  package internal(set) var line = WaitingLine()
  package internal(set) var flow = QueueFlow()

  package var id: QueueID { configuration.id }

  func lengthMax(_ limits: Limits) -> UInt32 {
    configuration.lengthMax == 0 ? limits.queueLengthMax : configuration.lengthMax
  }

  /// I6: whatever came in went out or waits.
  package var isConserved: Bool { flow.enqueued == flow.left + UInt64(line.count) }
}

/// Counts since the first commit of the centre.
package struct QueueFlow: Sendable, Equatable {
  package internal(set) var enqueued: UInt64 = 0
  package internal(set) var answered: UInt64 = 0
  package internal(set) var abandoned: UInt64 = 0
  package internal(set) var flowedOut: UInt64 = 0
  package internal(set) var failed: UInt64 = 0

  package var left: UInt64 { answered + abandoned + flowedOut + failed }

  mutating func count(_ end: EntryEnd) {
    switch end {
    case .answered: answered += 1
    case .abandoned: abandoned += 1
    case .flowedOut: flowedOut += 1
    case .failed: failed += 1
    }
  }
}

extension QueueConfiguration {
  /// The queue's own, and those of `more` that it does not name.
  func requirements(and more: [SkillRequirement]) -> [SkillRequirement] {
    var all = skills
    for skill in more where !all.contains(where: { $0.skill == skill.skill }) { all.append(skill) }
    return all
  }

  /// When an entry of this queue is given up; `nil`: never.
  func waitLimit(of stay: Stay) -> Instant? {
    waitMsMax == .zero ? nil : stay.enqueuedAt + waitMsMax
  }

  /// When the step after `step` is crossed; `nil`: there is none.
  func relaxation(of stay: Stay, after step: UInt32) -> Instant? {
    guard Int(step) < relaxation.count else { return nil }
    return stay.originalEnqueuedAt + relaxation[Int(step)].afterMs
  }
}
