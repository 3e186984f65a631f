import Events
import Values

// Recorded log-ins, and how far an import came.
extension Centre {
  mutating func recordLogIn(_ logIn: HistoricLogIn, _ draft: inout CommitDraft) {
    let agent = agents[logIn.agent] ?? Agent(id: logIn.agent, configured: false)
    if agent.logIn != nil { return contradict(.agentLoggedIn, .agentLoggedIn, agent: agent.id, &draft) }
    if !agent.isFree { return contradict(.agentLoggedIn, .agentBusy, agent: agent.id, &draft) }
    write(.loggedIn(AgentLoggedIn(agent: agent.id, skills: agent.skills, inferred: logIn.inferred)), &draft)
    guard let left = agents[agent.id]?.left(at: draft.occurredAt) else { return }
    write(.becameReady(AgentBecameReady(agent: agent.id, cause: draft.statusCause, left: left)), &draft)
  }

  mutating func recordLogOut(_ logOut: HistoricLogOut, _ draft: inout CommitDraft) {
    guard let agent = agents[logOut.agent], let logIn = agent.logIn, let left = agent.left(at: draft.occurredAt) else {
      return contradict(.agentLoggedOut, .agentNotLoggedIn, agent: logOut.agent, &draft)
    }
    guard agent.isFree else { return contradict(.agentLoggedOut, .agentBusy, agent: agent.id, &draft) }
    write(
      .loggedOut(
        AgentLoggedOut(
          agent: agent.id, cause: draft.statusCause, loggedInAt: logIn.at, left: left, inferred: logIn.inferred)),
      &draft)
  }

  mutating func recordProgress(_ progress: ImportAdvanced, _ draft: inout CommitDraft) {
    if let so = imports[progress.source], progress.ordinal <= so.ordinal {
      return contradict(.importAdvanced, .importNotAdvancing, &draft)
    }
    write(.importAdvanced(progress), &draft)
  }
}

extension Agent {
  /// Why a recorded answer is kept beside the voice slot; `nil`: the slot takes it.
  var answerRule: ContradictedRule? {
    if overlapping > 0 { return .agentInConversation }
    switch slot {
    case .talking, .holding: return .agentInConversation
    case .free, .offered, .wrapUp: break
    }
    guard let why = notRoutable else { return nil }
    return why == .loggedOut ? .agentNotLoggedIn : .agentNotRoutable
  }
}

extension Call {
  /// What keeps a call from its next step.
  var busyRule: ContradictedRule {
    switch phase {
    case .arrived: .callOpen
    case .inIVR: .callInIVR
    case .queued: .entryWaiting
    case .talking: .callInConversation
    }
  }
}

/// A recorded fact by the type of its event.
enum HistoricFactName: String, Sendable, CaseIterable {
  case callArrived = "call.arrived"
  case ivrEntered = "ivr.entered"
  case ivrExited = "ivr.exited"
  case entryEnqueued = "entry.enqueued"
  case conversationStarted = "conversation.started"
  case entryAbandoned = "entry.abandoned"
  case conversationEnded = "conversation.ended"
  case callEnded = "call.ended"
  case agentLoggedIn = "agent.loggedIn"
  case agentLoggedOut = "agent.loggedOut"
  case importAdvanced = "history.importAdvanced"
}

/// The rules that `history.contradicted` names.
package enum ContradictedRule: String, Sendable, CaseIterable {
  case callOpen = "call.open"
  case callUnknown = "call.unknown"
  case callEnded = "call.ended"
  case callLive = "call.live"
  case callInIVR = "call.inIVR"
  case callNotInIVR = "call.notInIVR"
  case callInConversation = "call.inConversation"
  case callNotInConversation = "call.notInConversation"
  case tooManyCalls = "limit.openCalls"
  case entryWaiting = "entry.waiting"
  case entryNotWaiting = "entry.notWaiting"
  case queueUnknown = "queue.unknown"
  case agentInConversation = "I2.agentInConversation"
  case agentNotRoutable = "I5.agentNotRoutable"
  case agentNotLoggedIn = "agent.notLoggedIn"
  case agentLoggedIn = "agent.loggedIn"
  case agentBusy = "agent.busy"
  case importNotAdvancing = "import.notAdvancing"
}
