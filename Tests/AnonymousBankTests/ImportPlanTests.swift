import Events
import Testing
import Values

@testable import AnonymousBank

@Suite struct ImportPlanTests {
  private static let source = Digest256(1, 2, 3, 4)

  /// Not SHA-256, but different for different texts: enough for ids in a test.
  private static let hash: ImportPlan.Hash = { text in
    var words: [UInt64] = [1, 2, 3, 4]
    for byte in text { for word in words.indices { words[word] = (words[word] ^ UInt64(byte)) &* 0x100_0000_01b3 } }
    return Digest256(words[0], words[1], words[2], words[3])
  }

  private func plan(_ rows: [BankRow]) -> ImportPlan {
    ImportPlan(
      BankFile(rows: rows, malformed: [], phantoms: 0), source: Self.source, centre: CentreID(unchecked: "bank"),
      hash: Self.hash)
  }

  /// A call that arrives at `second`, spends 5 s in the IVR, waits and talks.
  private func call(
    _ number: Int, at second: Int64, wait: Int64, talk: Int64? = nil, agent: String? = nil
  ) -> BankRow {
    let entry = Instant(ms: second * 1_000)
    let exit = entry + .seconds(5)
    return BankRow(
      key: .init(date: "990101", line: "AA0101", number: String(number)), customer: "", priority: 0,
      service: QueueID(unchecked: "PS"), day: 0, ivrEntry: entry, ivrExit: exit, ivrTime: .seconds(5), queueStart: exit,
      queueExit: exit + .seconds(wait), queueTime: .seconds(wait),
      outcome: talk == nil ? .hungUp : .answered(by: agent.flatMap { AgentID($0) }),
      serviceTime: .seconds(talk ?? 0))
  }

  private func names(_ step: ImportStep) -> [String] {
    step.facts.map { fact in
      switch fact.fact {
      case .arrived: "arrived"
      case .ivrEntered: "ivrEntered"
      case .ivrExited: "ivrExited"
      case .enqueued: "enqueued"
      case .answered: "answered"
      case .abandoned: "abandoned"
      case .conversationEnded: "conversationEnded"
      case .callEnded: "callEnded"
      case .loggedIn: "loggedIn"
      case .loggedOut: "loggedOut"
      case .importAdvanced: "mark"
      case .unknown: "unknown"
      }
    }
  }

  @Test func anAnsweredRowBecomesFourSteps() {
    let steps = plan([call(1, at: 0, wait: 10, talk: 60, agent: "a")]).steps.map { names($0).filter { $0 != "mark" } }
    #expect(
      steps == [
        ["arrived", "ivrEntered"], ["ivrExited", "enqueued"], ["loggedIn"], ["answered"],
        ["conversationEnded", "callEnded"], ["loggedOut"],
      ])
  }

  @Test func aHangUpBecomesThreeSteps() {
    let steps = plan([call(1, at: 0, wait: 10)]).steps.map { names($0).filter { $0 != "mark" } }
    #expect(steps == [["arrived", "ivrEntered"], ["ivrExited", "enqueued"], ["abandoned", "callEnded"]])
  }

  @Test func aConversationEndsBeforeTheNextBeginsAtTheSameMoment() {
    let first = call(1, at: 0, wait: 5, talk: 20, agent: "a")  // talks from 10 to 30
    let second = call(2, at: 15, wait: 10, talk: 5, agent: "a")  // answered at 30
    let order = plan([second, first]).steps.flatMap(names).filter { ["answered", "conversationEnded"].contains($0) }
    #expect(order == ["answered", "conversationEnded", "answered", "conversationEnded"])
  }

  @Test func timeNeverDecreasesAndOrdinalsAreDense() {
    let rows = (0..<50).map {
      call($0, at: Int64(($0 * 37) % 200), wait: Int64($0 % 13), talk: 30, agent: "a\($0 % 3)")
    }
    let steps = plan(rows).steps
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.at <= $1.at })
    #expect(steps.map(\.ordinal) == (1...UInt64(steps.count)).map { $0 })
  }

  @Test func marksComeOftenEnoughForTheMemoryOfCommandIDs() {
    let rows = (0..<2_000).map { call($0, at: Int64($0) * 7, wait: 3, talk: 30) }
    let steps = plan(rows).steps
    var lastMark: ImportStep?
    for step in steps {
      if let lastMark, !names(step).contains("mark") {
        #expect(step.at.since(lastMark.at) < .minutes(5))
        #expect(step.ordinal - lastMark.ordinal < 500)
      }
      if names(step).contains("mark") { lastMark = step }
    }
    #expect(lastMark?.ordinal == UInt64(steps.count))
  }

  @Test func theSameStepHasTheSameCommandAndOthersHaveOthers() {
    let rows = (0..<100).map { call($0, at: Int64($0), wait: 1, talk: 1, agent: "a") }
    let one = plan(rows)
    let two = plan(rows)
    #expect(one.steps == two.steps)
    let ids = one.steps.map(one.commandID)
    #expect(ids == two.steps.map(two.commandID))
    #expect(Set(ids).count == ids.count)
  }

  @Test func daysThatTouchAreOneLogIn() {
    var late = call(1, at: 86_390, wait: 0, talk: 60, agent: "a")
    var early = call(2, at: 86_400, wait: 10, talk: 5, agent: "a")
    late = BankRow(day: 0, of: late)
    early = BankRow(day: 1, of: early)
    let logIns = plan([late, early]).steps.flatMap(names).filter { $0 == "loggedIn" }
    #expect(logIns.count == 1)
  }
}

extension BankRow {
  fileprivate init(day: Int64, of row: BankRow) {
    self.init(
      key: row.key, customer: row.customer, priority: row.priority, service: row.service, day: day,
      ivrEntry: row.ivrEntry, ivrExit: row.ivrExit, ivrTime: row.ivrTime, queueStart: row.queueStart,
      queueExit: row.queueExit, queueTime: row.queueTime, outcome: row.outcome, serviceTime: row.serviceTime)
  }
}
