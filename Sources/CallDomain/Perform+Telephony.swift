import Events
import Values

// Facts of a call's life. They cannot be refused, only interpreted; the one exception is a call too many, which the
// adapter must turn away.
extension Centre {
  mutating func callArrived(_ arrival: CallArrived, _ draft: inout CommitDraft) throws(Rejection) {
    guard calls[arrival.call] == nil else {
      draft.odd = .callAlreadyOpen(arrival.call)
      return
    }
    guard endedCalls[arrival.call] == nil else {
      draft.odd = .callEnded(arrival.call)
      return
    }
    let limit = configuration.limits.openCallsMax
    guard calls.count < Int(limit) else { throw .tooManyCalls(limit: limit) }
    write(.arrived(arrival), &draft)
    enterCentre(arrival, &draft)
  }

  mutating func enteredIVR(_ run: IVREntered, _ draft: inout CommitDraft) {
    guard let call = reportedCall(run.call, &draft) else { return }
    guard call.phase == .arrived else {
      draft.odd = .callElsewhere(call.id)
      return
    }
    write(.entered(IVREntered(call: run.call, flow: run.flow)), &draft)
  }

  mutating func steppedInIVR(_ step: ReportIVRStep, _ draft: inout CommitDraft) {
    let (id, event): (CallID, IVREvent)
    switch step {
    case .promptStarted(let fact): (id, event) = (fact.call, .promptStarted(fact))
    case .inputReceived(let fact): (id, event) = (fact.call, .inputReceived(fact))
    case .noInput(let fact): (id, event) = (fact.call, .noInput(fact))
    case .noMatch(let fact): (id, event) = (fact.call, .noMatch(fact))
    case .branchTaken(let fact): (id, event) = (fact.call, .branchTaken(fact))
    case .unknown: return
    }
    guard let call = reportedCall(id, &draft), isTelephonys(call, &draft) else { return }
    write(event, &draft)
  }

  mutating func exitedIVR(_ report: ReportIVRExited, _ draft: inout CommitDraft) {
    guard let call = reportedCall(report.call, &draft), isTelephonys(call, &draft) else { return }
    endRun(of: call, report.reason, service: report.service, priority: report.priority, &draft)
  }

  /// Whether telephony runs the flow that the call is in; otherwise the fact is odd.
  private func isTelephonys(_ call: Call, _ draft: inout CommitDraft) -> Bool {
    guard let run = call.run else {
      draft.odd = .callElsewhere(call.id)
      return false
    }
    if run.guided != nil { draft.odd = .runIsGuided(call.id) }
    return run.guided == nil
  }

  /// At any step: in a flow, in line, while phones ring, while the line is put through, in conversation.
  mutating func callerHungUp(_ id: CallID, cause: String, _ draft: inout CommitDraft) {
    guard let call = reportedCall(id, &draft) else { return }
    switch call.phase {
    case .arrived: break
    case .inIVR: endRun(of: call, .callerLeft, service: nil, priority: call.priority, &draft)
    case .queued(let entry):
      let phase = entry.phase
      for offer in entry.offers { endOffer(offer, of: entry, .callerGone, &draft) }
      let wait = Call.wait(of: entry.stay, until: draft.occurredAt)
      write(abandoned(entry, wait: wait, during: phase), &draft)
    case .talking(let conversation): endConversation(conversation, by: .caller, &draft)
    }
    endLine(id, by: .caller, cause: cause, &draft)
  }

  mutating func agentHungUp(_ id: CallID, _ agent: AgentID, _ draft: inout CommitDraft) {
    guard let call = reportedCall(id, &draft) else { return }
    if let conversation = call.conversation, conversation.agent == agent {
      endConversation(conversation, by: .agent, &draft)
      endLine(id, by: .agent, cause: "", &draft)
    } else if let entry = call.entry, let offer = entry.offer(to: agent), offer.isAccepted {
      endOffer(offer, of: entry, .failed(.joinFailed), &draft)
    } else {
      draft.odd = .agentElsewhere(agent)
    }
  }

  // What several of them have in common.

  mutating func endRun(
    of call: Call, _ reason: IVRExitReason, service: QueueID?, priority: Int32, _ draft: inout CommitDraft
  ) {
    guard let run = call.run else { return }
    write(
      .exited(
        IVRExited(
          call: call.id, reason: reason, enteredAt: run.enteredAt,
          durationMs: max(.zero, draft.occurredAt.since(run.enteredAt)), service: service, priority: priority)), &draft)
  }

  mutating func endLine(_ id: CallID, by side: Side, cause: String, _ draft: inout CommitDraft) {
    guard let call = calls[id] else { return }
    write(.ended(call.ended(by: side, cause: cause)), &draft)
  }

  /// The conversation's end and, in the same commit, what it means for the agent.
  mutating func endConversation(_ conversation: Conversation, by side: Side, _ draft: inout CommitDraft) {
    let at = draft.occurredAt
    let agent = conversation.agent.flatMap { agents[$0] }
    write(
      .ended(
        ConversationEnded(
          stay: conversation.stay, agent: conversation.agent, startedAt: conversation.startedAt,
          talkMs: conversation.talk(until: at), holdMs: conversation.hold(until: at), waitMs: conversation.wait,
          by: side,
          overlapping: conversation.overlapping, left: conversation.overlapping ? nil : agent?.left(at: at))), &draft)
    guard let agent, agent.logIn != nil, !conversation.overlapping else { return }
    let wrapUp = queues[conversation.stay.queue]?.configuration.wrapUpMsMax ?? .zero
    if wrapUp > .zero {
      write(
        .wrapUpStarted(
          AgentWrapUpStarted(
            agent: agent.id, call: conversation.stay.call, queue: conversation.stay.queue, deadline: at + wrapUp)),
        &draft)
    } else {
      slotFreed(agent.id, &draft)
    }
  }
}
