import EventViews
import Events
import Testing
import Values
import WireRuntime

@Suite struct ViewTests {
  /// The loop of a projection, in a target without the `Lifetimes` flag.
  @Test func aProjectionSeesTheLeaves() throws {
    let bytes = Sample.commit.wireBytes()
    var commit = try CommitView(bytes.span.bytes)
    #expect(commit.position == Position(70))
    #expect(commit.centre.string == "anonymous-bank")
    #expect(try commit.causation()?.position == Position(69))
    var seen: [String] = []
    while let event = try commit.nextEvent() {
      let leaf = try event.leaf()
      seen.append("\(leaf.occurredAt.ms) \(leaf.typeName)")
      switch leaf.type {
      case .callArrived:
        let arrived = try CallArrivedView(leaf.bytes)
        #expect(arrived.call == Sample.call)
        #expect(arrived.direction == .inbound)
        let caller = arrived.caller.equals("+46701234567")
        #expect(caller)
      case .routeDecided:
        var decided = try RouteDecidedView(leaf.bytes)
        while var candidate = try decided.nextCandidate() {
          let term = try candidate.nextTerm()
          #expect(term?.signed == -1)
        }
        while let agent = try decided.nextChosen() { seen.append(agent.string ?? "?") }
      default: Issue.record("no such event was written")
      }
    }
    #expect(seen == ["-5 call.arrived", "2 route.decided", "anna"])
  }

  @Test func whatIsAbsentShowsAsEmpty() throws {
    let none: [UInt8] = []
    let stay = try StayView(none.span.bytes)
    #expect(stay.call.bits.isZero && stay.queue.isEmpty && stay.entry == 0)
    let event = try EventView(none.span.bytes)
    #expect(event.bodyKind == .unknown && event.bodyNumber == 0)
  }

  @Test func anEventOfANewerVersionHasItsNumbers() throws {
    let newFamily: [UInt8] = [8, 2, 0x9a, 6, 0]  // field 99, empty
    let event = try EventView(newFamily.span.bytes)
    #expect(event.bodyKind == .unknown)
    let leaf = try event.leaf()
    #expect(leaf.type == nil)
    #expect(leaf.typeName == "unknown-99")
  }
}
