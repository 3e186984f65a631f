import Events
import Values

/// The commits of one ordinary call: seven commits with twelve events.
struct Story {
  private let number: Int
  private let start: Instant
  private let call: CallID
  private let agent: AgentID
  private let stay: Stay

  static func commits(of number: Int) -> [Commit] { Story(number).commits }

  private init(_ number: Int) {
    self.number = number
    start = Instant(ms: 915_148_800_000 + Int64(number) * 37_000)
    call = CallID(ID128(high: 0x1f, low: UInt64(number)))
    agent = AgentID("agent-\(number % 40)")!
    stay = Stay(
      call: call, entry: 1, queue: QueueID(["PS", "NW", "NE", "IN"][number % 4])!, priority: Int32(number % 3),
      enqueuedAt: start + .seconds(12), originalEnqueuedAt: start + .seconds(12))
  }

  private var commits: [Commit] {
    [
      commit(0, [arrived, .ivr(.entered(IVREntered(call: call, flow: "main")))]),
      commit(12, [leftIVR, .entry(.enqueued(EntryEnqueued(stay: stay, place: 1, queueLength: 1)))]),
      commit(30, [offered]),
      commit(36, [.offer(.accepted(OfferAccepted(offer: offer)))]),
      commit(37, [.offer(.joined(OfferJoined(offer: offer, ringMs: .seconds(7)))), started]),
      commit(200, [ended, wrapUpStarted, callEnded]),
      commit(230, [wrapUpEnded]),
    ]
  }

  private func commit(_ second: Int64, _ bodies: [Event.Body]) -> Commit {
    let at = start + .seconds(second)
    return Commit(
      logID: LogID(ID128(high: 3, low: 4)), slice: Slice(63)!, epoch: Epoch(2),
      position: Position(UInt64(number) * 1_000 + UInt64(second)), centre: CentreID("anonymous-bank")!,
      commandID: CommandID(ID128(high: UInt64(number), low: UInt64(second + 1))), at: at, recordedAt: at,
      actor: Actor(kind: .telephony, id: "pbx"), configurationVersion: 1,
      events: bodies.map { Event(occurredAt: at, body: $0) })
  }

  private var offer: Offer { Offer(stay: stay, ordinal: 1, agent: agent, madeAt: start + .seconds(30)) }

  private func left(_ state: AgentState, from: Int64, to: Int64) -> AgentInterval {
    AgentInterval(
      state: state, since: start + .seconds(from), until: start + .seconds(to), call: call, queue: stay.queue)
  }

  private var arrived: Event.Body {
    .call(.arrived(CallArrived(call: call, direction: .inbound, line: "AA0101", customer: "9664491")))
  }

  private var leftIVR: Event.Body {
    let exited = IVRExited(
      call: call, reason: .queued, enteredAt: start, durationMs: .seconds(12), service: stay.queue)
    return .ivr(.exited(exited))
  }

  private var offered: Event.Body {
    let made = OfferMade(offer: offer, deadline: start + .seconds(50), left: left(.idle, from: -100, to: 30))
    return .offer(.made(made))
  }

  private var started: Event.Body {
    let started = ConversationStarted(
      stay: stay, agent: agent, offer: 1, waitMs: .seconds(25), ringMs: .seconds(7),
      left: left(.offered, from: 30, to: 37))
    return .conversation(.started(started))
  }

  private var ended: Event.Body {
    let ended = ConversationEnded(
      stay: stay, agent: agent, startedAt: start + .seconds(37), talkMs: .seconds(163), holdMs: .zero,
      waitMs: .seconds(25), by: .caller, left: left(.talking, from: 37, to: 200))
    return .conversation(.ended(ended))
  }

  private var wrapUpStarted: Event.Body {
    let started = AgentWrapUpStarted(agent: agent, call: call, queue: stay.queue, deadline: start + .seconds(260))
    return .agent(.wrapUpStarted(started))
  }

  private var callEnded: Event.Body {
    let ended = CallEnded(
      call: call, by: .caller, arrivedAt: start, outcome: .answered, service: stay.queue, entries: 1,
      ivrMs: .seconds(12), waitMs: .seconds(25), talkMs: .seconds(163), conversations: 1, direction: .inbound,
      line: "AA0101", customer: "9664491")
    return .call(.ended(ended))
  }

  private var wrapUpEnded: Event.Body {
    let ended = AgentWrapUpEnded(
      agent: agent, by: .agent, stay: stay, wrapUpMs: .seconds(30), left: left(.wrapUp, from: 200, to: 230))
    return .agent(.wrapUpEnded(ended))
  }
}
