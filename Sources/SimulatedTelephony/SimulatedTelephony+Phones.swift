import Events
package import TelephonyKit
package import Values

// What the core wants of telephony.
extension SimulatedTelephony {
  package mutating func carryOut(_ act: Instruction.Act, at now: Instant) {
    switch act {
    case .ringPhone(let offer, let id, _): ring(offer, id, at: now)
    case .putThrough(let offer, let id): putThrough(offer, id, at: now)
    case .stopRinging(let offer, let id): stopRinging(offer, id, at: now)
    case .hold, .retrieve: break  // music is all that it would mean
    case .releaseAgent(let call, let id): release(id, of: call)
    case .dropLine(let call, _): callers[call] = nil
    }
  }

  private mutating func ring(_ offer: OfferID, _ id: AgentID, at now: Instant) {
    guard callers[offer.entry.call] != nil else { return lineIsGone(offer.entry.call, at: now) }
    guard let agent = agentIndex[id], !agents[agent].isStationLost else {
      return offerFailed(offer, unreachable: true, at: now)
    }
    guard agents[agent].phone == .free else { return offerFailed(offer, unreachable: false, at: now) }
    agents[agent].phone = .ringing(offer)
    if random.happens(scenario.faults.lostStations) { return stationWentAway(agent, at: now) }
    let behaviour = agents[agent].plan.behaviour
    if random.happens(behaviour.misses) { return }
    guard let delay = behaviour.answer.drawn(&random) else { return }
    let refuses = random.happens(behaviour.refuses)
    agenda.plan(refuses ? .refuses(agent: agent, offer) : .answers(agent: agent, offer), at: now + delay)
  }

  private mutating func putThrough(_ offer: OfferID, _ id: AgentID, at now: Instant) {
    guard callers[offer.entry.call] != nil else { return lineIsGone(offer.entry.call, at: now) }
    guard let agent = agentIndex[id], callers[offer.entry.call]?.place == .waiting else {
      return offerFailed(offer, unreachable: true, at: now)
    }
    switch agents[agent].phone {
    case .ringing(offer), .answered(offer): break
    case .free, .ringing, .answered, .talking: return offerFailed(offer, unreachable: false, at: now)
    }
    agents[agent].phone = .answered(offer)
    let delay = scenario.putThrough.drawn(&random) ?? .zero
    if delay == .zero {
      joined(agent, offer, at: now)
    } else {
      agenda.plan(.joins(agent: agent, offer), at: now + delay)
    }
  }

  /// His line may not be through yet here: another adapter was quicker to say that they hear each other.
  private mutating func release(_ id: AgentID, of call: CallID) {
    guard let agent = agentIndex[id] else { return }
    switch agents[agent].phone {
    case .talking(call, _): agents[agent].phone = .free
    case .answered(let offer) where offer.entry.call == call: agents[agent].phone = .free
    case .free, .ringing, .answered, .talking: break
    }
  }

  /// The core may say so even when they talk already: it never heard that they were joined.
  private mutating func stopRinging(_ offer: OfferID, _ id: AgentID, at now: Instant) {
    guard let agent = agentIndex[id] else { return }
    switch agents[agent].phone {
    case .ringing(offer), .answered(offer): agents[agent].phone = .free
    case .talking(let call, offer):
      agents[agent].phone = .free
      if callers[call]?.place == .talking(agent: agent) { waitsAgain(call, at: now) }
    case .free, .ringing, .answered, .talking: break
    }
  }

  private mutating func lineIsGone(_ call: CallID, at now: Instant) {
    report(
      .reportCallerHungUp(ReportCallerHungUp(call: call, cause: Instruction.lineGone)), isEnd: true, at: now)
  }

  private mutating func offerFailed(_ offer: OfferID, unreachable: Bool, at now: Instant) {
    report(
      .reportOfferFailed(
        ReportOfferFailed(
          call: offer.entry.call, entry: offer.entry.ordinal, offer: offer.ordinal, unreachable: unreachable)), at: now)
  }

  private mutating func stationWentAway(_ agent: Int, at now: Instant) {
    agents[agent].isStationLost = true
    report(.reportStationLost(ReportStationLost(agent: agents[agent].plan.id)), at: now)
    agenda.plan(.stationReturns(agent: agent), at: now + (scenario.faults.stationAway.drawn(&random) ?? .zero))
  }

  mutating func stationReturned(_ agent: Int, at now: Instant) {
    agents[agent].isStationLost = false
    report(.reportStationRestored(ReportStationRestored(agent: agents[agent].plan.id)), at: now)
  }

  mutating func joined(_ agent: Int, _ offer: OfferID, at now: Instant) {
    let id = offer.entry.call
    guard agents[agent].phone == .answered(offer), let index = callers.index(forKey: id),
      callers.values[index].place == .waiting
    else { return }
    agents[agent].phone = .talking(id, offer)
    agents[agent].talks &+= 1
    callers.values[index].place = .talking(agent: agent)
    report(.reportJoined(ReportJoined(call: id, entry: offer.entry.ordinal, offer: offer.ordinal)), at: now)
    var service = callers.values[index].service
    if random.happens(agents[agent].plan.behaviour.holds) {
      let hold = agents[agent].plan.behaviour.hold.drawn(&random) ?? .zero
      let middle = now + Milliseconds(service.count / 2)
      agenda.plan(.holds(agent: agent, id), at: middle)
      agenda.plan(.retrieves(agent: agent, id), at: middle + hold)
      service += hold
    }
    agenda.plan(.talkEnds(agent: agent, id, talk: agents[agent].talks), at: now + service)
  }

  mutating func talkEnded(_ agent: Int, _ id: CallID, talk: UInt32, at now: Instant) {
    guard agents[agent].talks == talk, callers[id]?.place == .talking(agent: agent) else { return }
    // His phone is free when the core has heard of it; by his own hand at once.
    guard random.happens(agents[agent].plan.behaviour.hangsUp) else { return hangUp(id, at: now) }
    agents[agent].phone = .free
    callers[id] = nil
    report(
      .reportAgentHungUp(ReportAgentHungUp(call: id, agent: agents[agent].plan.id)), isEnd: true, at: now)
  }
}
