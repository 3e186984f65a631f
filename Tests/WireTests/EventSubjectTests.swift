import EventJSON
import Events
import Testing
import Values

@testable import WireProbe

/// What an event is about is what its JSON names first.
@Suite struct EventSubjectTests {
  /// The first member of that name whose value is text, in the order of the text; lists are left out.
  private func first(_ name: String, in value: JSONValue) -> String? {
    guard case .object(let members) = value.content else { return nil }
    for member in members {
      if member.name == name, case .string(let text) = member.value.content { return text }
      if let text = first(name, in: member.value) { return text }
    }
    return nil
  }

  @Test func everyEventIsAboutWhatItNamesFirst() throws {
    var random = RandomSource(seed: 5, lettersMax: 12)
    var kinds: Set<String> = []
    for _ in 0..<3_000 {
      let event = Event.arbitrary(&random)
      let json = try JSONText.read(Array(event.jsonText().utf8))
      #expect(event.body.call.map { "\($0)" } == first("call", in: json), "\(event)")
      #expect(event.body.agent.map { "\($0)" } == first("agent", in: json), "\(event)")
      kinds.insert(event.typeName)
    }
    #expect(kinds.count >= EventType.allCases.count, "\(kinds)")
  }
}
