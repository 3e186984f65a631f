import Events
import Values

/// The commits of one ordinary call.
enum Story {
  static func commits(of number: Int) -> [Commit] {
    let start = Instant(ms: 915_148_800_000 + Int64(number) * 37_000)
    let call = CallID(ID128(high: 0x1f, low: UInt64(number)))
    let agent = AgentID("agent-\(number % 40)")!
    let stay = Stay(
      call: call, entry: 1, queue: QueueID(["PS", "NW", "NE", "IN"][number % 4])!, priority: Int32(number % 3),
      enqueuedAt: start + .seconds(12), originalEnqueuedAt: start + .seconds(12))
    let offer = Offer(stay: stay, ordinal: 1, agent: agent, madeAt: start + .seconds(30))
    func left(_ state: AgentState, from: Int64, to: Int64) -> AgentInterval {
      AgentInterval(
        state: state, since: start + .seconds(from), until: start + .seconds(to), call: call, queue: stay.queue)
    }
    let bodies: [(Int64, [Event.Body])] = [
      (
        0,
        [
          .call(.arrived(CallArrived(call: call, direction: .inbound, line: "AA0101", customer: "9664491"))),
          .ivr(.entered(IVREntered(call: call, flow: "main"))),
        ]
      ),
      (
        12,
        [
          .ivr(
            .exited(IVRExited(call: call, reason: .queued, enteredAt: start, durationMs: .seconds(12), service: stay.queue))
          ), .entry(.enqueued(EntryEnqueued(stay: stay, place: 1, queueLength: 1))),
        ]
      ),
      (
        30,
        [
          .offer(
            .made(OfferMade(offer: offer, deadline: start + .seconds(50), left: left(.idle, from: -100, to: 30))))
        ]
      ),
      (36, [.offer(.accepted(OfferAccepted(offer: offer)))]),
      (
        37,
        [
          .offer(.joined(OfferJoined(offer: offer, ringMs: .seconds(7)))),
          .conversation(
            .started(
              ConversationStarted(
                stay: stay, agent: agent, offer: 1, waitMs: .seconds(25), ringMs: .seconds(7),
                left: left(.offered, from: 30, to: 37)))),
        ]
      ),
      (
        200,
        [
          .conversation(
            .ended(
              ConversationEnded(
                stay: stay, agent: agent, startedAt: start + .seconds(37), talkMs: .seconds(163), holdMs: .zero,
                waitMs: .seconds(25), by: .caller, left: left(.talking, from: 37, to: 200)))),
          .agent(
            .wrapUpStarted(
              AgentWrapUpStarted(agent: agent, call: call, queue: stay.queue, deadline: start + .seconds(260)))),
          .call(
            .ended(
              CallEnded(
                call: call, by: .caller, arrivedAt: start, outcome: .answered, service: stay.queue, entries: 1,
                ivrMs: .seconds(12), waitMs: .seconds(25), talkMs: .seconds(163), conversations: 1,
                direction: .inbound, line: "AA0101", customer: "9664491"))),
        ]
      ),
      (
        230,
        [
          .agent(
            .wrapUpEnded(
              AgentWrapUpEnded(
                agent: agent, by: .agent, stay: stay, wrapUpMs: .seconds(30), left: left(.wrapUp, from: 200, to: 230)))
          )
        ]
      ),
    ]
    return bodies.enumerated().map { index, step in
      let at = start + .seconds(step.0)
      return Commit(
        logID: LogID(ID128(high: 3, low: 4)), slice: Slice(63)!, epoch: Epoch(2),
        position: Position(UInt64(number * 10 + index)), centre: CentreID("anonymous-bank")!,
        commandID: CommandID(ID128(high: UInt64(number), low: UInt64(index + 1))), at: at, recordedAt: at,
        actor: Actor(kind: .telephony, id: "pbx"), configurationVersion: 1,
        events: step.1.map { Event(occurredAt: at, body: $0) })
    }
  }
}
