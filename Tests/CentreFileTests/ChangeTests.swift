import CentreFile
import Events
import Testing
import TrunklineTesting
import Values

/// What a file would change, by name and value.
@Suite struct ChangeTests {
  static func changes(_ change: (inout Configuration) -> Void) -> [String] {
    var new = Configuration.withFlow
    change(&new)
    return CentreChange.between(.withFlow, new).flatMap { change -> [String] in
      let sign = change.kind == .added ? "+" : change.kind == .removed ? "-" : "~"
      if change.kind != .changed { return ["\(sign) \(change.subject)"] }
      return change.details.map { "\(sign) \(change.subject) \($0.key): \($0.old ?? "-") → \($0.new ?? "-")" }
    }
  }

  @Test func none() { #expect(Self.changes { _ in }.isEmpty) }

  @Test func values() {
    #expect(
      Self.changes {
        $0.timeZone = "Asia/Jerusalem"
        $0.limits.openCallsMax = 5
        $0.queues[0].ringMsMax = .seconds(90)
        $0.queues[0].skills[0].minLevel = 6
        $0.queues[0].relaxation.removeLast()
        $0.agents[0].queues = [.support]
        $0.agents[1].skills = [SkillLevel(skill: .loans, level: 4)]
      } == [
        "~ centre time-zone:  → Asia/Jerusalem", "~ centre limits.open-calls: 4 → 5", "~ queue sales ring: 20s → 1m30s",
        "~ queue sales skills.german: 5 → 6", "~ queue sales relaxation.2.after: 1m → -",
        "~ agent anna queues: sales, support → support", "~ agent boris skills.loans: - → 4",
        "~ agent boris skills.german: 5 → -",
      ])
  }

  @Test func whatComesAndGoes() {
    #expect(
      Self.changes {
        $0.queues.append($0.queues[0])
        $0.queues[2].id = QueueID(unchecked: "new")
        $0.agents.removeFirst()
        $0.entryPoints[0].dialled = "*"
        $0.flows[0].nodes[0].step = .play(PlayNode(prompt: .heard("hello", bargeIn: false), next: "menu"))
      } == [
        "+ queue new", "- agent anna", "~ flow main welcome.play: welcome → hello",
        "~ flow main welcome.barge-in: yes → no", "+ number default", "- number +31201234567",
      ])
  }

  /// A flow begins at its first node, and agents may be called from the top of the list.
  @Test func another() {
    #expect(Self.changes { $0.agents.swapAt(0, 1) } == ["~ agents order: - → another"])
    #expect(Self.changes { $0.flows[0].nodes.swapAt(6, 7) } == ["~ flow main order: - → another"])
  }

  @Test func theFirstConfiguration() throws {
    let empty = Configuration(limits: Limits(openCallsMax: 10_000, queueLengthMax: 1_000, callMsMax: .minutes(240)))
    let file = try CentreFile.read(ReadingTests.sample).get()
    let changes = CentreChange.between(empty, file.configuration)
    #expect(changes.filter { $0.kind == .added }.map(\.subject).contains("flow german"))
    #expect(
      changes.first { $0.subject == "queue sales" }?.details.contains { $0.key == "ring" && $0.new == "15s" } == true)
  }
}
