import EventLog
import Events
import PluginKit
import Storage
import Testing
import TrunklineTesting
import Values

@testable import KPI

@Suite struct KPIProjectionTests {
  private static func fold(_ story: Story, batch size: Int = .max) throws -> TableContents {
    try TableContents(KPI.plugin, story.batches(of: min(size, max(1, story.bodies.count))))
  }

  @Test func anyBatchingGivesTheSameRows() throws {
    let whole = try Self.fold(.busyHour)
    for size in [1, 2, 3, 7] { #expect(try Self.fold(.busyHour, batch: size) == whole, "batches of \(size)") }
  }

  @Test func outcomesAndWaitsAreInTheIntervalOfArrival() throws {
    let rows = try Self.fold(.busyHour).all("queue_arrival")
    // help|2|0, sales|0|0, sales|0|900000
    #expect(rows.count == 3)
    expect(
      rows[0],
      [
        "priority": 2, "interval_start": noon, "answered": 1, "answered_within": 1, "wait_answered_ms": 5_000,
        "wait_ms_max": 5_000, "talk_ms": 905_000, "conversations_ended": 1, "queued": 1,
      ])
    expect(
      rows[1],
      [
        "interval_start": noon, "answered": 1, "answered_within": 0, "abandoned": 1, "abandoned_within": 1,
        "abandoned_short": 1, "flowed_out": 1, "callback_within": 1, "failed": 0, "wait_answered_ms": 25_000,
        "wait_abandoned_ms": 3_000, "wait_other_ms": 15_000, "wait_ms_max": 25_000, "talk_ms": 1_605_000,
        "hold_ms": 150_000, "wrap_up_ms": 20_000, "conversations_ended": 1, "queued": 3,
      ])
    expect(
      rows[2],
      ["interval_start": noon + 900_000, "failed": 1, "wait_other_ms": 100_000, "wait_ms_max": 100_000, "queued": 1])
  }

  @Test func workloadIsSplitAtTheBoundaries() throws {
    let rows = try Self.fold(.busyHour).all("queue_event").filter { $0["queue"] == .text("sales") }
    #expect(rows.count == 3)
    expect(rows[0], ["enqueued": 3, "answered": 1, "abandoned": 1, "talk_ms": 765_000, "hold_ms": 100_000])
    expect(
      rows[1],
      ["flowed_out": 1, "enqueued": 1, "failed": 1, "talk_ms": 840_000, "hold_ms": 50_000, "wrap_up_ms": 10_000])
    expect(rows[2], ["enqueued": 0, "talk_ms": 0, "wrap_up_ms": 10_000])
    let help = try Self.fold(.busyHour).all("queue_event").filter { $0["queue"] == .text("help") }
    // Nobody's states tell of it: from when it started.
    expect(help[0], ["enqueued": 1, "talk_ms": 0])
    expect(help[1], ["answered": 1, "talk_ms": 900_000])
    expect(help[2], ["talk_ms": 5_000])
  }

  @Test func whatEnteredLeftOrWaits() throws {
    let rows = try Self.fold(.busyHour).all("queue_event")
    func total(_ names: String...) -> Int64 {
      rows.flatMap { row in names.map { row[$0] } }.reduce(0) {
        if case .integer(let value)? = $1 { $0 + value } else { $0 }
      }
    }
    #expect(total("enqueued") == total("answered", "abandoned", "flowed_out", "failed"))
  }

  @Test func statesPartitionTheLogIn() throws {
    let rows = try Self.fold(.busyHour).all("agent_interval")
    let states = [
      "idle_ms", "offered_ms", "talking_ms", "holding_ms", "wrapping_up_ms", "other_call_ms", "not_ready_ms",
      "disconnected_ms",
    ]
    var total: Int64 = 0
    for row in rows {
      for state in states { if case .integer(let ms)? = row[state] { total += ms } }
    }
    #expect(total == 2_800_000)
    #expect(rows.count == 4)
    expect(
      rows[0],
      [
        "idle_ms": 22_000, "offered_ms": 8_000, "talking_ms": 765_000, "holding_ms": 100_000, "not_ready_ms": 5_000,
        "offers_made": 2, "offers_accepted": 1, "offers_joined": 1, "offers_rejected": 1, "strikes": 1, "log_ins": 1,
        "log_ins_inferred": 0, "inferred_ms": 0, "conversations": 0,
      ])
    expect(
      rows[1],
      [
        "talking_ms": 840_000, "holding_ms": 50_000, "wrapping_up_ms": 10_000, "conversations": 1, "talk_ms": 1_605_000,
        "hold_ms": 150_000,
      ])
    expect(rows[2], ["wrapping_up_ms": 10_000, "wrap_up_ms": 20_000, "idle_ms": 20_000, "not_ready_ms": 870_000])
    let reasons = try Self.fold(.busyHour).all("agent_not_ready").map { $0["reason"] }
    #expect(reasons == [.text("login"), .text("lunch"), .text("lunch")])
  }

  @Test func callsAndThresholdsAreCounted() throws {
    let contents = try Self.fold(.busyHour)
    expect(
      try contents.only("call_arrival"),
      ["interval_start": noon, "abandoned": 1, "answered": 0, "left_in_ivr": 0, "ivr_ms": 6_000, "wait_ms": 3_000])
    expect(contents.all("queue_target")[1], ["target_ms": 20_000, "short_ms": 5_000])
    expect(try contents.only("agent_arrival"), ["answered": 1, "talk_ms": 1_605_000, "wrap_up_ms": 20_000])
    #expect(contents.all("queue_wait").count == 5)
  }

  @Test func anOverlappingConversationTakesNoTimeOfItsAgent() throws {
    var story = Story()
    let stay = Stay.of(1, at: 0)
    story.commit(
      at(
        1_000,
        .conversation(
          .started(
            ConversationStarted(stay: stay, agent: .bo, waitMs: span(1_000), ringMs: .zero, overlapping: true)))))
    story.commit(
      at(
        61_000,
        .conversation(
          .ended(
            ConversationEnded(
              stay: stay, agent: .bo, startedAt: time(1_000), talkMs: span(60_000), holdMs: .zero, waitMs: span(1_000),
              by: .notRecorded, overlapping: true)))))
    let contents = try Self.fold(story)
    expect(
      try contents.only("agent_interval"), ["conversations": 1, "overlapping": 1, "talk_ms": 60_000, "talking_ms": 0])
    expect(try contents.only("queue_event"), ["answered": 1, "talk_ms": 60_000])
    expect(try contents.only("queue_arrival"), ["answered": 1, "talk_ms": 60_000])
  }

  @Test func inferredLogInsAreTold() throws {
    var story = Story()
    story.commit(at(0, .agent(.loggedIn(AgentLoggedIn(agent: .bo, inferred: true)))))
    story.commit(
      at(
        10_000,
        .agent(
          .loggedOut(
            AgentLoggedOut(
              agent: .bo, cause: .schedule, loggedInAt: time(0), left: .idle(0, 10_000, inferred: true), inferred: true)
          ))))
    expect(
      try Self.fold(story).only("agent_interval"),
      ["log_ins": 1, "log_ins_inferred": 1, "inferred_ms": 10_000, "idle_ms": 10_000])
  }

  @Test func reasonsThatFitNoKeyAreCutAtACharacter() throws {
    var story = Story()
    let long = "kaffe\0" + String(repeating: "å", count: 100)
    story.commit(
      at(9, .agent(.becameReady(AgentBecameReady(agent: .bo, cause: .`self`, left: .notReady(long, 0, 9))))))
    let row = try Self.fold(story).only("agent_not_ready")
    #expect(row["reason"] == .text("kaffe" + String(repeating: "å", count: 57)))
  }

  @Test func valueColumnsAreNamedLikeTheirTables() {
    func check<Column: ValueColumns>(_: Column.Type, _ table: TableDefinition) {
      let names = Column.allCases.map { "\($0)".replacing("IVR", with: "Ivr").snakeCased }
      #expect(names == table.columns[table.keyCount...].map(\.name))
      #expect(Column.allCases.map(\.rawValue) == Array(0..<names.count))
    }
    check(QueueArrival.self, QueueArrival.table)
    check(QueueEvent.self, QueueEvent.table)
    check(QueueWait.self, QueueWait.table)
    check(CallArrival.self, CallArrival.table)
    check(AgentInterval.self, AgentInterval.table)
    check(AgentNotReady.self, AgentNotReady.table)
    check(AgentArrival.self, AgentArrival.table)
    check(QueueTarget.self, QueueTarget.table)
  }
}

extension String {
  fileprivate var snakeCased: String {
    reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
  }
}
