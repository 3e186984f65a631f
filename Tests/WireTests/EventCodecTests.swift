import Events
import Testing
import Values
import WireRuntime

/// One commit with two events, as the log would hold it.
private let commit = Commit(
  logID: LogID(ID128(high: 1, low: 2)), slice: Slice(63)!, epoch: Epoch(3), position: Position(70),
  centre: CentreID("anonymous-bank"), commandID: CommandID(ID128(high: 5, low: 6)), at: Instant(ms: 915_173_720_000),
  recordedAt: Instant(ms: 0), actor: Actor(kind: .telephony, id: "pbx"), causation: Causation(position: Position(69)),
  events: [
    Event(
      occurredAt: Instant(ms: -5),
      body: .call(
        .arrived(
          CallArrived(
            call: CallID(ID128(high: 7, low: 8)), direction: .inbound, caller: "+46701234567",
            attributes: ["språk": "sv", "a": ""])))),
    Event(
      occurredAt: Instant(ms: 2),
      body: .route(
        .decided(
          RouteDecided(
            call: CallID(ID128(high: 7, low: 8)), entry: 1, policy: "longestIdle",
            candidates: [RouteCandidate(agent: AgentID("anna")!, eligible: true, terms: ["skill": -1])],
            chosen: ["anna"])))),
  ])

@Suite struct EventCodecTests {
  @Test func commitComesBackAsItWas() throws {
    let bytes = commit.wireBytes()
    let back = try Commit(wire: bytes)
    #expect(back == commit)
    #expect(back.wireBytes() == bytes)
  }

  @Test func errorNamesTheFieldThatIsMissing() {
    let error = #expect(throws: WireError.self) { try Commit(wire: []) }
    #expect(error?.description == "Commit.log_id is missing")
  }

  @Test func eventStaysSmall() {
    #expect(MemoryLayout<Event>.size <= 16)
    #expect(MemoryLayout<Command>.size <= 200)
  }

  @Test func typeNamesAreDotted() {
    #expect(commit.events.map(\.typeName) == ["call.arrived", "route.decided"])
    #expect(EventType.allNames.contains("ivr.promptStarted"))
    #expect(EventType.allNames.contains("offer.made"))
    #expect(Event.Body.unknown(99).typeName == "unknown-99")
    #expect(Event.Body.call(.unknown(37)).typeName == "call.unknown-37")
  }

  @Test func aForbiddenValueIsNotWritten() {
    let prompt = IVRPromptStarted(call: CallID(ID128(high: 0, low: 1)), node: "")
    #expect(throws: WireError.missing("IVRPromptStarted.node")) { try prompt.checkedWireBytes() }
    #expect(throws: WireError.self) { try Event(occurredAt: .epoch, body: .unknown(99)).checkedWireBytes() }
  }
}
