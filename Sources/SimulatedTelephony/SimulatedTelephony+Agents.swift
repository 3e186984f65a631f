package import Events
import TelephonyKit
package import Values

// What agents do at their desktops.
extension SimulatedTelephony {
  private mutating func act(_ agent: Int, _ body: Command.Body, at now: Instant) {
    wire.send(body, by: agents[agent].actor, at: now)
  }

  mutating func answered(_ agent: Int, _ offer: OfferID, at now: Instant) {
    guard agents[agent].phone == .ringing(offer) else { return }
    agents[agent].phone = .answered(offer)
    act(agent, .acceptOffer(AcceptOffer(call: offer.entry.call, agent: agents[agent].plan.id)), at: now)
  }

  mutating func refused(_ agent: Int, _ offer: OfferID, at now: Instant) {
    guard agents[agent].phone == .ringing(offer) else { return }
    agents[agent].phone = .free
    act(agent, .rejectOffer(RejectOffer(call: offer.entry.call, agent: agents[agent].plan.id)), at: now)
  }

  mutating func held(_ agent: Int, _ call: CallID, at now: Instant) {
    guard callers[call]?.place == .talking(agent: agent) else { return }
    act(agent, .holdCall(HoldCall(call: call, agent: agents[agent].plan.id)), at: now)
  }

  mutating func retrieved(_ agent: Int, _ call: CallID, at now: Instant) {
    guard callers[call]?.place == .talking(agent: agent) else { return }
    act(agent, .retrieveCall(RetrieveCall(call: call, agent: agents[agent].plan.id)), at: now)
  }

  mutating func wrapUpEnded(_ agent: Int, wrapUp: UInt32, at now: Instant) {
    guard agents[agent].wrapUps == wrapUp else { return }
    act(agent, .endWrapUp(EndWrapUp(agent: agents[agent].plan.id)), at: now)
  }

  // Shifts and breaks.

  mutating func shiftBegan(_ agent: Int, shift: Int, at now: Instant) {
    guard agents[agent].intent == .away else { return }
    let plan = agents[agent].plan
    act(agent, .logIn(LogIn(agent: plan.id, station: plan.id.text)), at: now)
    works(agent, at: now)
    if let end = plan.shifts[shift].to { agenda.plan(.shiftEnds(agent: agent), at: max(now, end)) }
  }

  private mutating func works(_ agent: Int, at now: Instant) {
    agents[agent].intent = .works
    act(agent, .setReady(SetReady(agent: agents[agent].plan.id)), at: now)
    if let work = agents[agent].plan.behaviour.work.drawn(&random) {
      agenda.plan(.pauseBegins(agent: agent), at: now + work)
    }
  }

  mutating func shiftEnded(_ agent: Int, at now: Instant) {
    let wasPausing = agents[agent].intent == .pauses
    agents[agent].intent = .leaves
    if wasPausing { logOut(agent, at: now) } else { setNotReady(agent, Self.goingHome, at: now) }
  }

  private mutating func logOut(_ agent: Int, at now: Instant) {
    act(agent, .logOut(LogOut(agent: agents[agent].plan.id)), at: now)
  }

  private mutating func setNotReady(_ agent: Int, _ reason: String, at now: Instant) {
    act(agent, .setNotReady(SetNotReady(agent: agents[agent].plan.id, reason: reason)), at: now)
  }

  mutating func pauseBegan(_ agent: Int, at now: Instant) {
    // Who never goes home makes breaks for as long as there is work; so a run comes to its end.
    guard agents[agent].intent == .works, !isDrained else { return }
    agents[agent].intent = .wantsPause
    setNotReady(agent, Self.pausing, at: now)
  }

  mutating func pauseEnded(_ agent: Int, at now: Instant) {
    if agents[agent].intent == .pauses { works(agent, at: now) }
  }

  mutating func cameBack(_ agent: Int, at now: Instant) {
    guard agents[agent].intent == .works else { return }
    act(agent, .setReady(SetReady(agent: agents[agent].plan.id)), at: now)
  }

  private static let goingHome = "endOfShift"
  private static let pausing = "break"

  // What their desktops show them.

  package mutating func saw(_ event: Event, at now: Instant) {
    switch event.body {
    case .agent(let event): saw(event, at: now)
    case .ivr(.promptStarted(let prompt)): promptStarted(prompt, at: now)
    case .entry(.enqueued(let event)): leftFlowForLine(event.stay.call, at: now)
    case .call, .ivr, .entry, .offer, .conversation, .route, .centre, .history, .slice, .`extension`, .unknown: break
    }
  }

  private mutating func saw(_ event: AgentEvent, at now: Instant) {
    switch event {
    case .wrapUpStarted(let event): sawWrapUp(event, at: now)
    case .becameNotReady(let event): sawNotReady(event, at: now)
    case .wrapUpEnded(let event):
      if let agent = agentIndex[event.agent] { agents[agent].wrapUps &+= 1 }
    case .loggedOut(let event):
      if let agent = agentIndex[event.agent] { agents[agent].intent = .away }
    case .loggedIn, .becameReady, .pendingStatusSet, .wrapUpExtended, .stationLost, .stationRestored, .skillsChanged,
      .struck, .unknown:
      break
    }
  }

  private mutating func sawWrapUp(_ event: AgentWrapUpStarted, at now: Instant) {
    guard let agent = agentIndex[event.agent] else { return }
    agents[agent].wrapUps &+= 1
    guard let span = agents[agent].plan.behaviour.wrapUp.drawn(&random), now + span < event.deadline else { return }
    agenda.plan(.wrapUpEnds(agent: agent, wrapUp: agents[agent].wrapUps), at: now + span)
  }

  private mutating func sawNotReady(_ event: AgentBecameNotReady, at now: Instant) {
    guard let agent = agentIndex[event.agent] else { return }
    switch agents[agent].intent {
    case .leaves: logOut(agent, at: now)
    case .wantsPause where event.reason == Self.pausing:
      agents[agent].intent = .pauses
      agenda.plan(.pauseEnds(agent: agent), at: now + (agents[agent].plan.behaviour.pause.drawn(&random) ?? .zero))
    case .works:
      if let span = agents[agent].plan.behaviour.comesBack.drawn(&random) {
        agenda.plan(.comesBack(agent: agent), at: now + span)
      }
    case .away, .wantsPause, .pauses: break
    }
  }
}
