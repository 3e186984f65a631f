import Events
import Values

/// Values that the tests of this target share.
enum Sample {
  static let call = CallID(ID128(high: 7, low: 8))

  /// One commit with two events, as the log would hold it.
  static let commit = Commit(
    logID: LogID(ID128(high: 1, low: 2)), slice: Slice(63)!, epoch: Epoch(3), position: Position(70),
    centre: CentreID("anonymous-bank"), commandID: CommandID(ID128(high: 5, low: 6)),
    at: Instant(ms: 915_173_720_000), recordedAt: Instant(ms: 0), actor: Actor(kind: .telephony, id: "pbx"),
    causation: Causation(position: Position(69)),
    events: [
      Event(
        occurredAt: Instant(ms: -5),
        body: .call(
          .arrived(
            CallArrived(
              call: call, direction: .inbound, caller: "+46701234567", attributes: ["språk": "sv", "a": ""])))),
      Event(
        occurredAt: Instant(ms: 2),
        body: .route(
          .decided(
            RouteDecided(
              call: call, entry: 1, policy: "longestIdle",
              candidates: [RouteCandidate(agent: AgentID("anna")!, eligible: true, terms: ["skill": -1])],
              chosen: [AgentID("anna")!])))),
    ])
}
