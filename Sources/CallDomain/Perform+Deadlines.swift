import Events
import Values

extension Centre {
  /// Decides what is due, in the order of the deadlines, each with its one outcome. What does not fit this commit stays
  /// due: `nextDeadline` says so.
  mutating func deadlineReached(_ draft: inout CommitDraft) {
    let eventsMax = CoreLimits.eventsPerCommit - CoreLimits.eventsKeptForOneOutcome
    var skills = 0
    while let deadline = deadlines.first, deadline.due <= draft.context.at, draft.events.count < eventsMax,
      skills < CoreLimits.skillsPerCommit
    {
      let written = draft.events.count
      decide(deadline, &draft)
      precondition(draft.events.count > written, "a live deadline has an outcome")
      for event in draft.events[written...] { skills += event.body.relaxedSkills }
    }
  }

  private mutating func decide(_ deadline: Deadline, _ draft: inout CommitDraft) {
    switch deadline.subject {
    case .ring(let id):
      guard let entry = calls[id.entry.call]?.entry, let offer = entry.offer(id.ordinal) else { return }
      endOffer(offer, of: entry, .expired, &draft)
    case .join(let id):
      guard let entry = calls[id.entry.call]?.entry, let offer = entry.offer(id.ordinal) else { return }
      endOffer(offer, of: entry, .failed(.joinFailed), &draft)
    case .waitLimit(let id):
      guard let entry = calls[id.call]?.entry else { return }
      endEntry(entry, .flowedOut(.timeout, target: ""), &draft)
      endLine(id.call, by: .system, cause: Self.queueTimeoutCause, &draft)
    case .relaxation(let id): relax(id, &draft)
    case .wrapUp(let id):
      guard case .wrapUp(let wrapUp)? = agents[id]?.slot else { return }
      endWrapUp(wrapUp, of: id, by: .timer, &draft)
      slotFreed(id, &draft)
    case .watchdog(let id):
      guard let call = calls[id] else { return }
      endBySystem(call, cause: Self.watchdogCause, lost: true, &draft)
    case .flow(let id): flowTimedOut(id, &draft)
    case .pauseEnd(let id): becomes(.ready, id, cause: .schedule, &draft)
    }
  }

  /// The skills of the next step take the place of those asked for so far.
  private mutating func relax(_ id: EntryID, _ draft: inout CommitDraft) {
    guard let entry = calls[id.call]?.entry,
      let steps = queues[entry.stay.queue]?.configuration.relaxation, Int(entry.step) < steps.count
    else { return }
    write(
      .requirementsRelaxed(
        EntryRequirementsRelaxed(stay: entry.stay, step: entry.step + 1, skills: steps[Int(entry.step)].skills)), &draft
    )
  }

  /// Causes of `call.ended` by the system.
  static let queueTimeoutCause = "queueTimeout"
  static let watchdogCause = "watchdog"
}

extension Event.Body {
  fileprivate var relaxedSkills: Int {
    if case .entry(.requirementsRelaxed(let relaxed)) = self { relaxed.skills.count } else { 0 }
  }
}
