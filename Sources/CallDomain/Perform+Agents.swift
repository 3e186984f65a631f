import Events
import Values

extension Centre {
  /// With a lost station this is the way back, from whatever station he logs in at.
  mutating func logIn(_ wish: LogIn, _ draft: inout CommitDraft) throws(Rejection) {
    guard let agent = agents[wish.agent] else { throw .unknownAgent(wish.agent) }
    switch agent.session {
    case .loggedIn: throw .alreadyLoggedIn(agent.id)
    case .disconnected: stationRestored(agent.id, station: wish.station, &draft)
    case .loggedOut:
      write(
        .loggedIn(
          AgentLoggedIn(agent: agent.id, station: wish.station, site: wish.site, skills: agent.skills)), &draft)
    }
  }

  /// Who rings, talks or holds is logged out by others only: the conversation goes on without him. His own wrap-up an
  /// agent may end by leaving.
  mutating func logOut(_ id: AgentID, _ draft: inout CommitDraft) throws(Rejection) {
    let agent = try loggedIn(id)
    let isOwn = draft.actor.kind == .agent
    switch agent.slot {
    case .free: break
    case .offered(let offer, _):
      guard !isOwn else { throw .agentBusy(id, .offered) }
      guard let entry = calls[offer.entry.call]?.entry, let open = entry.offer(offer.ordinal) else { break }
      endOffer(open, of: entry, open.isAccepted ? .failed(.joinFailed) : .withdrawn, &draft)
    case .talking: guard !isOwn else { throw .agentBusy(id, .talking) }
    case .holding: guard !isOwn else { throw .agentBusy(id, .holding) }
    case .wrapUp(let wrapUp): endWrapUp(wrapUp, of: id, by: .loggedOut, &draft)
    }
    guard let now = agents[id], let logIn = now.logIn, let left = now.left(at: draft.occurredAt) else { return }
    write(
      .loggedOut(
        AgentLoggedOut(
          agent: id, cause: draft.statusCause, loggedInAt: logIn.at, left: left, inferred: logIn.inferred)), &draft)
  }

  mutating func setReady(_ id: AgentID, _ draft: inout CommitDraft) throws(Rejection) {
    let agent = try loggedIn(id)
    guard (agent.pending?.status ?? agent.status) != .ready else { throw .alreadyReady(id) }
    if agent.isFree {
      becomes(.ready, id, cause: draft.statusCause, &draft)
    } else {
      write(.pendingStatusSet(AgentPendingStatusSet(agent: id, ready: true, cause: draft.statusCause)), &draft)
    }
  }

  /// While his phone rings the offer is withdrawn first, so that it does not come back at once.
  mutating func setNotReady(_ id: AgentID, reason: String, _ draft: inout CommitDraft) throws(Rejection) {
    let agent = try loggedIn(id)
    if case .notReady(reason, _) = agent.pending?.status ?? agent.status { throw .alreadyNotReady(id) }
    if case .offered(let offer, _) = agent.slot, let entry = calls[offer.entry.call]?.entry,
      let open = entry.offer(offer.ordinal), !open.isAccepted
    {
      endOffer(open, of: entry, .withdrawn, &draft)
    }
    let cause = draft.statusCause
    if agents[id]?.isFree == true {
      becomes(.notReady(reason: reason, cause: cause), id, cause: cause, &draft)
    } else {
      write(
        .pendingStatusSet(AgentPendingStatusSet(agent: id, ready: false, reason: reason, cause: cause)), &draft)
    }
  }

  mutating func becomes(
    _ status: Agent.Status, _ id: AgentID, cause: StatusCause, _ draft: inout CommitDraft
  ) {
    guard let left = agents[id]?.left(at: draft.occurredAt) else { return }
    switch status {
    case .ready: write(.becameReady(AgentBecameReady(agent: id, cause: cause, left: left)), &draft)
    case .notReady(let reason, _):
      write(.becameNotReady(AgentBecameNotReady(agent: id, reason: reason, cause: cause, left: left)), &draft)
    }
  }

  /// After everything that frees a slot, in the same commit: what was pending applies before a router sees the agent.
  mutating func slotFreed(_ id: AgentID, _ draft: inout CommitDraft) {
    guard let agent = agents[id], agent.isFree, let pending = agent.pending else { return }
    becomes(pending.status, id, cause: pending.cause, &draft)
  }

  mutating func changeSkills(_ id: AgentID, _ skills: [SkillLevel], _ draft: inout CommitDraft) throws(Rejection) {
    guard agents[id] != nil else { throw .unknownAgent(id) }
    guard skills.count <= CoreLimits.skillsMax else { throw .tooManySkills(limit: CoreLimits.skillsMax) }
    var seen = Set<SkillID>()
    for skill in skills {
      guard seen.insert(skill.skill).inserted, (1...10).contains(skill.level) else { throw .invalidSkill(skill.skill) }
    }
    write(.skillsChanged(AgentSkillsChanged(agent: id, skills: skills)), &draft)
  }

  mutating func stationLost(_ id: AgentID, _ draft: inout CommitDraft) {
    guard let agent = agents[id], let left = agent.left(at: draft.occurredAt) else {
      draft.odd = .agentNotLoggedIn(id)
      return
    }
    guard !agent.isDisconnected else {
      draft.odd = .stationAlreadyLost(id)
      return
    }
    write(.stationLost(AgentStationLost(agent: id, left: left)), &draft)
    // A conversation is telephony's to end; an offer has no phone left to ring.
    guard case .offered(let offer, _) = agent.slot, let entry = calls[offer.entry.call]?.entry,
      let open = entry.offer(offer.ordinal)
    else { return }
    endOffer(open, of: entry, .failed(.stationLost), &draft)
  }

  mutating func stationRestored(_ id: AgentID, station: String, _ draft: inout CommitDraft) {
    guard let agent = agents[id], agent.isDisconnected, let left = agent.left(at: draft.occurredAt) else {
      draft.odd = .stationNotLost(id)
      return
    }
    write(.stationRestored(AgentStationRestored(agent: id, station: station, left: left)), &draft)
  }
}
