import Events
import Values

// Hold and after-call work.
extension Centre {
  mutating func holdCall(_ id: CallID, _ agent: AgentID, _ draft: inout CommitDraft) throws(Rejection) {
    let conversation = try conversation(id, agent)
    guard conversation.heldSince == nil else { throw .alreadyOnHold(id) }
    guard let left = try loggedIn(agent).left(at: draft.occurredAt) else { return }
    write(.held(CallHeld(call: id, agent: agent, left: left)), &draft)
  }

  mutating func retrieveCall(_ id: CallID, _ agent: AgentID, _ draft: inout CommitDraft) throws(Rejection) {
    guard let heldSince = try conversation(id, agent).heldSince else { throw .notOnHold(id) }
    guard let left = try loggedIn(agent).left(at: draft.occurredAt) else { return }
    write(
      .retrieved(CallRetrieved(call: id, agent: agent, holdMs: draft.occurredAt.since(heldSince), left: left)), &draft)
  }

  private func conversation(_ id: CallID, _ agent: AgentID) throws(Rejection) -> Conversation {
    guard let conversation = try liveCall(id).conversation, conversation.agent == agent else {
      throw .notInConversation(id, agent)
    }
    return conversation
  }

  mutating func endWrapUp(_ id: AgentID, _ draft: inout CommitDraft) throws(Rejection) {
    endWrapUp(try wrapUp(of: id), of: id, by: draft.actor.kind == .agent ? .agent : .supervisor, &draft)
    slotFreed(id, &draft)
  }

  mutating func endWrapUp(_ wrapUp: Agent.WrapUp, of id: AgentID, by end: WrapUpEnd, _ draft: inout CommitDraft) {
    guard let left = agents[id]?.left(at: draft.occurredAt) else { return }
    write(
      .wrapUpEnded(
        AgentWrapUpEnded(
          agent: id, by: end, stay: wrapUp.stay, wrapUpMs: left.until.since(wrapUp.startedAt), left: left)), &draft)
  }

  mutating func extendWrapUp(_ id: AgentID, by span: Milliseconds, _ draft: inout CommitDraft) throws(Rejection) {
    let wrapUp = try wrapUp(of: id)
    let whole = wrapUp.deadline.since(wrapUp.startedAt)
    guard span > .zero, span <= CoreLimits.wrapUpMax, whole + span <= CoreLimits.wrapUpMax else {
      throw .wrapUpTooLong(limit: CoreLimits.wrapUpMax)
    }
    write(.wrapUpExtended(AgentWrapUpExtended(agent: id, deadline: wrapUp.deadline + span)), &draft)
  }

  private func wrapUp(of id: AgentID) throws(Rejection) -> Agent.WrapUp {
    guard case .wrapUp(let wrapUp) = try loggedIn(id).slot else { throw .notInWrapUp(id) }
    return wrapUp
  }
}
