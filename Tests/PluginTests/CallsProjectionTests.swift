import EventLog
import Events
import PluginKit
import Storage
import Testing
import TrunklineTesting
import Values

@testable import Calls

@Suite struct CallsProjectionTests {
  private static func fold(_ story: Story, batch size: Int = 1_000) throws -> TableContents {
    try TableContents(Calls.plugin, story.batches(of: size))
  }

  @Test func anyBatchingGivesTheSameRows() throws {
    let whole = try Self.fold(.busyHour)
    for size in [1, 2, 3, 7] { #expect(try Self.fold(.busyHour, batch: size) == whole, "batches of \(size)") }
  }

  @Test func everythingThatEndsIsARow() throws {
    let contents = try Self.fold(.busyHour)
    let entries = contents.all("entry")
    #expect(entries.map { $0["outcome"] } == [1, 2, 1, 3, 4].map { .integer($0) })
    #expect(entries.map { $0["agent"] } == [.text("anna"), .null, .null, .null, .null])
    expect(entries[1], ["wait_ms": 3_000, "left_at": noon + 899_000, "during": 1])
    #expect(entries[1]["short"] == .bool(true))
    #expect(entries[3]["reason"] == .integer(1))
    #expect(entries[4]["cause"] == .text("trunk lost"))
    #expect(contents.all("offer").map { $0["outcome"] } == [.integer(2), .integer(1)])
    expect(
      contents.all("offer")[0], ["offer": 1, "ring_ms": 3_000, "made_at": noon + 12_000, "ended_at": noon + 15_000])
    #expect(contents.all("conversation").map { $0["agent"] } == [.text("anna"), .null])
    expect(contents.all("conversation")[0], ["talk_ms": 1_605_000, "hold_ms": 150_000, "ended_by": 1])
    let call = try contents.only("call")
    expect(call, ["outcome": 2, "direction": 1, "arrived_at": noon + 890_000, "ended_at": noon + 899_000])
    #expect(call["service"] == .text("sales"))
    #expect(call["line"] == .null)
    #expect(call["call"] == .bytes([0, 0, 0, 0, 0, 0, 0xCA, 0x11, 0, 0, 0, 0, 0, 0, 0, 3]))
  }

  @Test func statesFollowEachOtherWithoutGap() throws {
    let states = try Self.fold(.busyHour).all("agent_state")
    #expect(states.first?["since"] == .integer(noon))
    for (one, next) in zip(states, states.dropFirst()) { #expect(one["until"] == next["since"]) }
    #expect(states.last?["until"] == .integer(noon + 2_800_000))
    #expect(states.map { $0["state"] } == [7, 1, 2, 1, 2, 3, 4, 3, 5, 1, 7].map { .integer($0) })
    #expect(states[0]["reason"] == .text("login"))
    #expect(states[2]["queue"] == .text("sales"))
  }

  @Test func everyRowNamesTheEventThatMadeIt() throws {
    let contents = try Self.fold(.busyHour)
    for table in Calls.plugin.tables {
      let places = contents.all(table.name).map { [$0["position"], $0["event_index"]] }
      #expect(Set(places).count == places.count, "\(table.name)")
    }
    #expect(contents.all("entry")[0]["event_index"] == .integer(1))
  }

  @Test func textIsKeptAsPeopleWroteIt() throws {
    var story = Story()
    let ended = CallEnded(
      call: .number(1), by: .system, cause: "nul\0 åäö 🙂", arrivedAt: time(0), outcome: .failed, direction: .outbound,
      line: String(repeating: "l", count: 40), customer: "")
    story.commit(at(1, .call(.ended(ended))))
    let row = try Self.fold(story).only("call")
    #expect(row["cause"] == .text("nul\u{FFFD} åäö 🙂"))
    #expect(row["line"] == .text(String(repeating: "l", count: 40)))
    #expect(row["customer"] == .null)
    #expect(row["service"] == .null)
  }
}
