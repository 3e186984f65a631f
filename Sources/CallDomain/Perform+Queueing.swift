import Events
import Values

extension Centre {
  mutating func enqueue(_ wish: Enqueue, _ draft: inout CommitDraft) throws(Rejection) {
    let call = try liveCall(wish.call)
    switch call.phase {
    case .arrived, .inIVR: break
    case .queued: throw .callAlreadyQueued(call.id)
    case .talking: throw .callInConversation(call.id)
    }
    guard let queue = queues[wish.queue] else { throw .unknownQueue(wish.queue) }
    let limit = queue.lengthMax(configuration.limits)
    guard queue.line.count < Int(limit) else { throw .queueFull(wish.queue, limit: limit) }
    let skills = queue.configuration.requirements(and: wish.skills)
    guard skills.count <= CoreLimits.skillsMax else { throw .tooManySkills(limit: CoreLimits.skillsMax) }
    endRun(of: call, .queued, service: wish.queue, priority: wish.priority, &draft)
    joinLine(
      call.nextStay(queue: wish.queue, priority: wish.priority, at: draft.occurredAt), skills: skills, &draft)
  }

  mutating func joinLine(_ stay: Stay, skills: [SkillRequirement], _ draft: inout CommitDraft) {
    guard let queue = queues[stay.queue] else { return }
    let key = WaitingLine.Key(original: stay.originalEnqueuedAt, arrival: arrivals + 1, call: stay.call)
    write(
      .enqueued(
        EntryEnqueued(
          stay: stay, skills: skills, place: UInt32(queue.line.place(of: key)),
          queueLength: UInt32(queue.line.count + 1))),
      &draft)
  }

  mutating func changePriority(_ wish: ChangePriority, _ draft: inout CommitDraft) throws(Rejection) {
    guard let entry = try liveCall(wish.call).entry else { throw .entryNotWaiting(wish.call) }
    guard entry.stay.priority != wish.priority else { throw .priorityUnchanged(wish.call) }
    write(
      .priorityChanged(
        EntryPriorityChanged(
          call: wish.call, entry: entry.stay.entry, from: entry.stay.priority, to: wish.priority)), &draft)
  }

  /// An accepted offer stands: the call is about to be answered.
  mutating func flowOut(_ wish: FlowOut, _ draft: inout CommitDraft) throws(Rejection) {
    guard let entry = try liveCall(wish.call).entry else { throw .entryNotWaiting(wish.call) }
    guard entry.acceptedOffer == nil else { throw .offerAlreadyAccepted(wish.call) }
    endEntry(entry, .flowedOut(wish.reason, target: wish.target), &draft)
  }

  mutating func endCall(_ wish: EndCall, _ draft: inout CommitDraft) throws(Rejection) {
    endBySystem(try liveCall(wish.call), cause: wish.cause, lost: false, &draft)
  }

  /// Ends a call wherever it is. `lost`: its end signal never came.
  mutating func endBySystem(_ call: Call, cause: String, lost: Bool, _ draft: inout CommitDraft) {
    switch call.phase {
    case .arrived: break
    case .inIVR: endRun(of: call, lost ? .failed : .completed, service: nil, priority: call.priority, &draft)
    case .queued(let entry):
      endEntry(entry, lost ? .failed(cause: cause) : .flowedOut(.withdrawn, target: ""), &draft)
    case .talking(let conversation): endConversation(conversation, by: .system, &draft)
    }
    endLine(call.id, by: .system, cause: cause, &draft)
  }

  enum Unsuccessful {
    case flowedOut(FlowOutReason, target: String)
    case failed(cause: String)
  }

  /// Takes a call out of its line: every open offer is rescinded first, in the same commit.
  mutating func endEntry(_ entry: Entry, _ end: Unsuccessful, _ draft: inout CommitDraft) {
    for offer in entry.offers { endOffer(offer, of: entry, .withdrawn, &draft) }
    let wait = Call.wait(of: entry.stay, until: draft.occurredAt)
    switch end {
    case .flowedOut(let reason, let target):
      write(
        .flowedOut(
          EntryFlowedOut(
            stay: entry.stay, waitMs: wait, reason: reason, target: target,
            withinTarget: isWithinTarget(wait, of: entry.stay))), &draft)
    case .failed(let cause): write(.failed(EntryFailed(stay: entry.stay, waitMs: wait, cause: cause)), &draft)
    }
  }
}
