import Events
import Values

/// What one agent and his callers do, call after call: commands that are accepted in this order, whatever other agents
/// do meanwhile. The same seed gives the same.
struct CallsOfAgent: Sendable {
  private struct Step: Sendable {
    let actor: Actor
    let body: Command.Body
  }

  private let centre: CentreID
  private let agent: AgentID
  private let queue: QueueID
  private var numbers: SeededNumbers
  /// Of the call that is under way, the last first.
  private var steps: [Step] = []

  private static let telephony = Actor(kind: .telephony, id: "trunk-1")
  private static let routing = Actor(kind: .plugin, id: "routing")

  init(of agent: AgentID, in queue: QueueID, centre: CentreID, seed: UInt64) {
    self.centre = centre
    self.agent = agent
    self.queue = queue
    numbers = SeededNumbers(seed: seed)
  }

  /// A call is under way.
  var isBusy: Bool { !steps.isEmpty }

  mutating func next(at now: Instant) -> Command {
    if steps.isEmpty { steps = call().reversed() }
    let step = steps.removeLast()
    return Command(
      id: CommandID(numbers.id()), centre: centre, at: now, recordedAt: now, actor: step.actor, body: step.body)
  }

  /// One in eight callers gives up in line; one conversation in five has a hold; agents end a third of them.
  private mutating func call() -> [Step] {
    let call = CallID(numbers.id())
    let priority = Int32(numbers.below(3))
    var steps = arrival(of: call, priority)
    let end = Step(actor: Self.telephony, body: .reportCallerHungUp(ReportCallerHungUp(call: call)))
    if numbers.below(8) == 0 { return steps + [end] }
    let person = Actor(kind: .agent, id: agent.text)
    steps += [
      Step(actor: Self.routing, body: .makeOffer(MakeOffer(call: call, agents: [agent], route: route(call)))),
      Step(actor: person, body: .acceptOffer(AcceptOffer(call: call, agent: agent))),
      Step(actor: Self.telephony, body: .reportJoined(ReportJoined(call: call, entry: 1, offer: 1))),
    ]
    if numbers.below(5) == 0 {
      steps += [
        Step(actor: person, body: .holdCall(HoldCall(call: call, agent: agent))),
        Step(actor: person, body: .retrieveCall(RetrieveCall(call: call, agent: agent))),
      ]
    }
    let agentEnds = numbers.below(3) == 0
    let hangUp = Command.Body.reportAgentHungUp(ReportAgentHungUp(call: call, agent: agent))
    steps.append(agentEnds ? Step(actor: Self.telephony, body: hangUp) : end)
    return steps + [Step(actor: person, body: .endWrapUp(EndWrapUp(agent: agent)))]
  }

  private mutating func arrival(of call: CallID, _ priority: Int32) -> [Step] {
    let arrived = CallArrived(
      call: call, direction: .inbound, line: "AA01-\(numbers.below(96))",
      caller: "+4930\(1_000_000 + numbers.below(9_000_000))", dialled: "+4930555000", service: queue,
      priority: priority)
    return [
      Step(actor: Self.telephony, body: .reportArrival(ReportArrival(call: arrived))),
      Step(
        actor: Self.telephony,
        body: .reportIVREntered(ReportIVREntered(run: IVREntered(call: call, flow: "welcome")))),
      Step(actor: Self.telephony, body: .enqueue(Enqueue(call: call, queue: queue, priority: priority))),
    ]
  }

  /// As Routing decides: with what spoke for the agent, and how many others could not.
  private mutating func route(_ call: CallID) -> RouteDecided {
    RouteDecided(
      call: call, entry: 1, policy: "routing",
      candidates: [
        RouteCandidate(agent: agent, eligible: true, terms: ["idleMs": Int64(numbers.below(60_000))])
      ], chosen: [agent], policyVersion: 1, strategy: "longestIdle",
      order: RouteOrder(waitMs: Milliseconds(Int64(numbers.below(30_000))), accelerationPercent: 100),
      exclusions: [
        RouteExclusion(reason: "talking", agents: UInt32(numbers.below(16))),
        RouteExclusion(reason: "notInQueue", agents: UInt32(900 + numbers.below(100))),
      ], eligible: 1)
  }
}
