import Events
import Testing
import Values
import WireRuntime

/// What the schema asks beyond Protocol Buffers, and where the format lets a message come in other bytes.
@Suite struct DecodingRuleTests {
  private let held = CallHeld(
    call: Sample.call, agent: AgentID("anna")!,
    left: AgentInterval(state: .talking, since: Instant(ms: 1), until: Instant(ms: 2)))

  private func error<M: WireMessage>(_: M.Type, _ bytes: [UInt8]) -> WireError? {
    do throws(WireError) {
      _ = try M(wire: bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test func aRequiredFieldMayNotBeMissing() {
    let stripped = held.wireBytes().dropFirst(18)  // without the call
    #expect(error(CallHeld.self, Array(stripped)) == .missing("CallHeld.call"))
  }

  @Test func anIdOfZerosIsMissing() {
    let zeros = [10, 16] + [UInt8](repeating: 0, count: 16)
    #expect(error(CallAnsweredBySystem.self, zeros) == .missing("CallAnsweredBySystem.call"))
    #expect(error(HistoryContradicted.self, [10, 1, 65, 18, 1, 66, 26, 16] + zeros.dropFirst(2)) == nil)
  }

  @Test func anUnspecifiedValueIsMissing() {
    #expect(error(Actor.self, [8, 0]) == .missing("Actor.kind"))
  }

  @Test func anUnknownValueOfAClosedEnumIsAnError() {
    #expect(error(Actor.self, [8, 99]) == WireError(.unknownEnumValue, "Actor.kind"))
  }

  @Test(arguments: ["-a", "a b", "é", "a\0", String(repeating: "a", count: 64)])
  func aNameThatBreaksTheRuleIsAnError(name: String) {
    let bytes = [10, UInt8(name.utf8.count)] + Array(name.utf8)
    #expect(error(LogOut.self, bytes) == WireError(.badIdentifier, "LogOut.agent"))
    // In the same way as an element of a list.
    let call = [10, 16] + [UInt8](repeating: 1, count: 16)
    #expect(error(MakeOffer.self, call + [18] + bytes.dropFirst()) == WireError(.badIdentifier, "MakeOffer.agents"))
  }

  @Test func anEmptyNameInAListIsAnError() {
    let call = [10, 16] + [UInt8](repeating: 1, count: 16)
    #expect(error(MakeOffer.self, call + [18, 0]) == WireError(.badIdentifier, "MakeOffer.agents"))
  }

  @Test func anIdOfAnotherLengthIsAnError() {
    #expect(error(CallAnsweredBySystem.self, [10, 2, 1, 1]) == WireError(.badIdentifier, "CallAnsweredBySystem.call"))
    #expect(error(ImportAdvanced.self, [10, 2, 1, 1]) == WireError(.badIdentifier, "ImportAdvanced.source"))
  }

  @Test func aSliceIsBelow64() {
    #expect(error(Commit.self, [16, 64]) == WireError(.badIdentifier, "Commit.slice"))
  }

  @Test func aMessageMayComeInPieces() throws {
    let interval = held.left.wireBytes()  // state, since, until: two bytes each
    let prefix = held.wireBytes().dropLast(2 + interval.count)
    let pieces = Array(prefix) + [26, 2] + interval[0..<2] + [26, 4] + interval[2..<6]
    #expect(try CallHeld(wire: pieces) == held)
  }

  @Test func aPieceMayNotEndInAField() {
    let interval = held.left.wireBytes()
    let prefix = held.wireBytes().dropLast(2 + interval.count)
    let pieces = Array(prefix) + [26, 1] + interval[0..<1] + [26, 5] + interval[1..<6]
    #expect(error(CallHeld.self, pieces)?.kind == .truncated)
  }

  @Test func ofTwoCasesTheLastCounts() throws {
    let first = CallEvent.held(held).wireBytes()
    let second = CallEvent.answeredBySystem(CallAnsweredBySystem(call: Sample.call)).wireBytes()
    #expect(try CallEvent(wire: first + second).typeName == "call.answeredBySystem")
    #expect(try CallEvent(wire: first + second + first) == .held(held))
    // What is overridden must be valid all the same.
    #expect(error(CallEvent.self, [34, 0] + second)?.kind == .missingField)
  }

  @Test func aNewerCaseIsKeptAsItsNumber() throws {
    #expect(try CallEvent(wire: [0xaa, 2, 0]) == .unknown(37))
    #expect(error(CallEvent.self, []) == .missing("CallEvent.event"))
    // A number is no case: cases are messages.
    #expect(error(CallEvent.self, [0xa8, 2, 0])?.kind == .missingField)
  }

  @Test func groupsNestToTheLimit() {
    func groups(_ depth: Int) -> [UInt8] {
      let open: [UInt8] = [0xa3, 0x06]
      let close: [UInt8] = [0xa4, 0x06]
      return (0..<depth).flatMap { _ in open } + (0..<depth).flatMap { _ in close }
    }
    #expect(error(DeadlineReached.self, groups(100)) == nil)
    #expect(error(DeadlineReached.self, groups(101))?.kind == .tooDeep)
  }

  @Test func aRecordHasSoManyMessagesAtMost() {
    let skills = [UInt8]([18, 4, 10, 2, 65, 66])
    func record(_ count: Int) -> [UInt8] { [10, 1, 65] + (0..<count).flatMap { _ in skills } }
    #expect(error(ChangeSkills.self, record(100_000)) == nil)
    #expect(error(ChangeSkills.self, record(100_001))?.kind == .tooManyMessages)
  }
}
