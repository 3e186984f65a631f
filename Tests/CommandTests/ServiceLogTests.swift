import CallHandling
import PluginKit
import Storage
import Testing
import Values

@testable import trunkline

/// What a server says: one line a thing, the same facts for people and for programs.
@Suite struct ServiceLogTests {
  private static let noon = Instant(ms: 915_451_200_000)

  @Test func forPeople() {
    let entry = ServiceLog.Entry(level: .info, event: "x.y", message: "all is well", fields: [.init("n", .number(3))])
    #expect(ServiceLog.line(entry, at: Self.noon, as: .text) == "1999-01-04T12:00:00Z all is well")
  }

  /// What a library explains over several lines, or a name that would move a cursor, stays in its line.
  @Test func aLineIsALine() {
    let entry = ServiceLog.Entry(level: .warning, event: "x.y", message: "one\ntwo\u{1B}[2J")
    for form in ServiceLog.Form.allCases {
      let line = ServiceLog.line(entry, at: Self.noon, as: form)
      #expect(!line.utf8.contains { $0 < 0x20 }, "\(line)")
    }
  }

  @Test func forPrograms() {
    let entry = ServiceLog.Entry(
      level: .error, event: "plugin.held", message: "say \"no\"",
      fields: [
        .init("plugin", .text("kpi")), .init("position", .number(7)), .init("share", .decimal(0.5)),
        .init("reason", .none),
      ])
    let line = ServiceLog.line(entry, at: Self.noon, as: .json)
    #expect(
      line == #"{"time":"1999-01-04T12:00:00Z","level":"error","event":"plugin.held","message":"say \"no\"","#
        + #""plugin":"kpi","position":7,"share":0.5,"reason":null}"#)
  }

  @Test func whatASliceComesTo() {
    let slice = Slice.all[11]
    #expect(ServiceLog.Entry.service(.serves(slice)).event == "slice.served")
    let hindered = ServiceLog.Entry.service(.hindered(slice, "no database"))
    #expect(hindered.level == .warning)
    #expect(hindered.message.contains("no database"))
  }
}
