import Events
import Testing
import Values
import WireRuntime

@Suite struct EventCodecTests {
  @Test func commitComesBackAsItWas() throws {
    let bytes = Sample.commit.wireBytes()
    let back = try Commit(wire: bytes)
    #expect(back == Sample.commit)
    #expect(back.wireBytes() == bytes)
  }

  /// More messages than levels: each level that is entered has to be left.
  @Test func aLongCommitComesBack() throws {
    var commit = Sample.commit
    commit.events = (0..<500).flatMap { _ in Sample.commit.events }
    #expect(try Commit(wire: commit.wireBytes()) == commit)
    // And with its actor in two pieces, which are read another way.
    let bytes = [74, 2, 8, 1] + commit.wireBytes()
    #expect(try Commit(wire: bytes) == commit)
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
    #expect(Sample.commit.events.map(\.typeName) == ["call.arrived", "route.decided"])
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
