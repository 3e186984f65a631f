import Events
import Values

/// Compares one event with the state before it. Reads only.
struct Check {
  let centre: Centre
  let event: Event
  let context: CommitContext
  var violations: [Violation] = []

  init(centre: Centre, event: Event, context: CommitContext) {
    self.centre = centre
    self.event = event
    self.context = context
  }

  var at: Instant { event.occurredAt }

  mutating func run() {
    switch event.body {
    case .call(let event): check(event)
    case .ivr(let event): check(event)
    case .entry(let event): check(event)
    case .offer(let event): check(event)
    case .conversation(let event): check(event)
    case .agent(let event): check(event)
    case .centre(.configured(let event)):
      require(event.version == centre.configurationVersion + 1, .repeated, "version \(event.version)")
    case .history(.contradicted): require(context.recorded, .transition, "not by an import")
    case .history(.importAdvanced(let event)):
      require(event.ordinal > centre.imports[event.source]?.ordinal ?? 0, .transition, "ordinal \(event.ordinal)")
    case .route(.decided(let event)): check(event)
    case .centre(.unknown), .history(.unknown), .route(.unknown), .slice, .`extension`, .unknown: break
    }
  }

  mutating func require(_ holds: Bool, _ rule: Violation.Rule, _ detail: @autoclosure () -> String) {
    if !holds { violations.append(Violation(rule: rule, event: event.typeName, detail: detail())) }
  }

  /// A duration of the core; recorded ones are the source's truth, negative where its clock was put back.
  mutating func requireSpan(_ span: Milliseconds, is expected: Milliseconds, _ name: String) {
    require(context.recorded || span == expected, .duration, "\(name) \(span.count) ms, not \(expected.count)")
  }

  /// I7: the state left is the one that lasts, since when it lasts, until now.
  mutating func requireLeft(_ left: AgentInterval?, _ agent: AgentID) {
    let expected = centre.agents[agent]?.left(at: at)
    require(left == expected, .i7, "agent \(agent) left another state than he was in")
  }

  // At the end of the commit.

  mutating func runAtEnd() {
    switch event.body {
    case .offer(.accepted(let event)): requireOneOffer(event.offer)
    case .offer(.rejected(let event)): requireSettled(event.offer.agent)
    case .offer(.expired(let event)): requireSettled(event.offer.agent)
    case .offer(.cancelled(let event)): requireSettled(event.offer.agent)
    case .offer(.rescinded(let event)): requireSettled(event.offer.agent)
    case .offer(.failed(let event)): requireSettled(event.offer.agent)
    case .agent(.wrapUpEnded(let event)): requireSettled(event.agent)
    case .conversation(.ended(let event)):
      guard let agent = event.agent, !event.overlapping else { return }
      requireSettled(agent)
      requireWrapUp(agent, event.stay)
    case .ivr(let event): checkAtEnd(event)
    case .call, .entry, .offer, .conversation, .agent, .route, .centre, .history, .slice, .`extension`, .unknown:
      break
    }
  }

  private mutating func requireOneOffer(_ offer: Offer) {
    guard let entry = centre.calls[offer.stay.call]?.entry, entry.acceptedOffer != nil else { return }
    require(entry.offers.count == 1, .i3, "\(entry.offers.count - 1) other offers are still open")
  }

  private mutating func requireSettled(_ agent: AgentID) {
    guard let agent = centre.agents[agent], agent.logIn != nil, agent.isFree else { return }
    require(agent.pending == nil, .slot, "agent \(agent.id) is free with a pending status")
  }

  private mutating func requireWrapUp(_ agent: AgentID, _ stay: Stay) {
    guard !context.recorded, let agent = centre.agents[agent], agent.logIn != nil,
      centre.queues[stay.queue]?.configuration.wrapUpMsMax ?? .zero > .zero
    else { return }
    guard case .wrapUp = agent.slot else { return require(false, .slot, "agent \(agent.id) is not in wrap-up") }
  }
}
