import Events
import Values

// Recorded history: exactly these facts where the machines allow them, else `history.contradicted`. Waits and durations
// are the source's truth, not differences of its clocks.
extension Centre {
  mutating func recordHistory(_ history: RecordHistory, _ draft: inout CommitDraft) throws(Rejection) {
    guard history.facts.count <= CoreLimits.factsPerCommand else {
      throw .tooManyFacts(limit: CoreLimits.factsPerCommand)
    }
    for fact in history.facts {
      draft.occurredAt = fact.occurredAt
      record(fact.fact, &draft)
    }
  }

  private mutating func record(_ fact: HistoricFact.Fact, _ draft: inout CommitDraft) {
    switch fact {
    case .arrived(let arrival): recordArrival(arrival, &draft)
    case .ivrEntered(let run): recordIVREntered(run, &draft)
    case .ivrExited(let exit): recordIVRExit(exit, &draft)
    case .enqueued(let enqueue): recordEnqueue(enqueue, &draft)
    case .answered(let answer): recordAnswer(answer, &draft)
    case .abandoned(let abandon): recordAbandon(abandon, &draft)
    case .conversationEnded(let end): recordConversationEnd(end, &draft)
    case .callEnded(let end): recordCallEnd(end, &draft)
    case .loggedIn(let logIn): recordLogIn(logIn, &draft)
    case .loggedOut(let logOut): recordLogOut(logOut, &draft)
    case .importAdvanced(let progress): recordProgress(progress, &draft)
    case .unknown: break
    }
  }

  mutating func contradict(
    _ fact: HistoricFactName, _ rule: ContradictedRule, call: CallID? = nil, agent: AgentID? = nil, kept: Bool = false,
    _ draft: inout CommitDraft
  ) {
    write(
      .contradicted(
        HistoryContradicted(fact: fact.rawValue, rule: rule.rawValue, call: call, agent: agent, kept: kept)), &draft)
  }

  /// The open recorded call that a fact is about; `nil`: the contradiction is written.
  private mutating func recordedCall(_ id: CallID, _ fact: HistoricFactName, _ draft: inout CommitDraft) -> Call? {
    guard let call = calls[id] else {
      contradict(fact, endedCalls[id] == nil ? .callUnknown : .callEnded, call: id, &draft)
      return nil
    }
    guard call.recorded else {
      contradict(fact, .callLive, call: id, &draft)
      return nil
    }
    return call
  }

  private mutating func recordArrival(_ arrival: CallArrived, _ draft: inout CommitDraft) {
    if calls[arrival.call] != nil {
      contradict(.callArrived, .callOpen, call: arrival.call, &draft)
    } else if endedCalls[arrival.call] != nil {
      contradict(.callArrived, .callEnded, call: arrival.call, &draft)
    } else if calls.count >= Int(configuration.limits.openCallsMax) {
      contradict(.callArrived, .tooManyCalls, call: arrival.call, &draft)
    } else {
      write(.arrived(arrival), &draft)
    }
  }

  private mutating func recordIVREntered(_ run: IVREntered, _ draft: inout CommitDraft) {
    guard let call = recordedCall(run.call, .ivrEntered, &draft) else { return }
    guard call.phase == .arrived else { return contradict(.ivrEntered, call.busyRule, call: call.id, &draft) }
    write(.entered(IVREntered(call: run.call, flow: run.flow)), &draft)
  }

  private mutating func recordIVRExit(_ exit: HistoricIVRExit, _ draft: inout CommitDraft) {
    guard let call = recordedCall(exit.call, .ivrExited, &draft) else { return }
    guard let run = call.run else { return contradict(.ivrExited, .callNotInIVR, call: call.id, &draft) }
    write(
      .exited(
        IVRExited(
          call: call.id, reason: exit.reason, enteredAt: run.enteredAt, durationMs: exit.durationMs,
          service: exit.service, priority: exit.priority)), &draft)
  }

  private mutating func recordEnqueue(_ enqueue: HistoricEnqueue, _ draft: inout CommitDraft) {
    guard let call = recordedCall(enqueue.call, .entryEnqueued, &draft) else { return }
    guard call.phase == .arrived else { return contradict(.entryEnqueued, call.busyRule, call: call.id, &draft) }
    guard let queue = queues[enqueue.queue] else {
      return contradict(.entryEnqueued, .queueUnknown, call: call.id, &draft)
    }
    joinLine(
      call.nextStay(
        queue: enqueue.queue, priority: enqueue.priority, at: draft.occurredAt, direct: enqueue.direct),
      skills: queue.configuration.skills, &draft)
  }

  private mutating func recordAbandon(_ abandon: HistoricAbandon, _ draft: inout CommitDraft) {
    guard let call = recordedCall(abandon.call, .entryAbandoned, &draft) else { return }
    guard let entry = call.entry else { return contradict(.entryAbandoned, .entryNotWaiting, call: call.id, &draft) }
    write(abandoned(entry, wait: abandon.waitMs, during: entry.phase), &draft)
  }

  private mutating func recordAnswer(_ answer: HistoricAnswer, _ draft: inout CommitDraft) {
    guard let call = recordedCall(answer.call, .conversationStarted, &draft) else { return }
    guard let entry = call.entry else {
      return contradict(.conversationStarted, .entryNotWaiting, call: call.id, agent: answer.agent, &draft)
    }
    guard let agent = answer.agent else {
      return startKept(entry.stay, nil, wait: answer.waitMs, overlapping: false, &draft)
    }
    if let rule = agents[agent].map(\.answerRule) ?? .agentNotLoggedIn {
      contradict(.conversationStarted, rule, call: call.id, agent: agent, kept: true, &draft)
      return startKept(entry.stay, agent, wait: answer.waitMs, overlapping: true, &draft)
    }
    let ring = queues[entry.stay.queue]?.configuration.ringMsMax ?? .zero
    ringPhone(of: agent, for: entry.stay, ring, decision: nil, &draft)
    guard let offered = calls[call.id]?.entry, let offer = offered.offer(to: agent) else { return }
    write(.accepted(OfferAccepted(offer: offer.offer(of: offered.stay))), &draft)
    startConversation(offer, of: offered, wait: answer.waitMs, &draft)
  }

  /// A conversation without an offer: nobody's, or beside the agent's voice slot.
  private mutating func startKept(
    _ stay: Stay, _ agent: AgentID?, wait: Milliseconds, overlapping: Bool, _ draft: inout CommitDraft
  ) {
    write(
      .started(
        ConversationStarted(
          stay: stay, agent: agent, waitMs: wait, ringMs: .zero, overlapping: overlapping,
          withinTarget: isWithinTarget(wait, of: stay))), &draft)
  }

  private mutating func recordConversationEnd(_ end: HistoricConversationEnd, _ draft: inout CommitDraft) {
    guard let call = recordedCall(end.call, .conversationEnded, &draft) else { return }
    guard let conversation = call.conversation else {
      return contradict(.conversationEnded, .callNotInConversation, call: call.id, &draft)
    }
    let agent = conversation.agent.flatMap { agents[$0] }
    write(
      .ended(
        ConversationEnded(
          stay: conversation.stay, agent: conversation.agent, startedAt: conversation.startedAt, talkMs: end.talkMs,
          holdMs: .zero, waitMs: conversation.wait, by: end.by, overlapping: conversation.overlapping,
          left: conversation.overlapping ? nil : agent?.left(at: draft.occurredAt))), &draft)
    if let agent, !conversation.overlapping { slotFreed(agent.id, &draft) }
  }

  private mutating func recordCallEnd(_ end: HistoricCallEnd, _ draft: inout CommitDraft) {
    guard let call = recordedCall(end.call, .callEnded, &draft) else { return }
    guard call.phase == .arrived else { return contradict(.callEnded, call.busyRule, call: call.id, &draft) }
    endLine(call.id, by: end.by, cause: end.cause, &draft)
  }
}
