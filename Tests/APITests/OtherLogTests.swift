import Events
import HTTPTesting
import Testing
import TrunklineTesting
import Values

@testable import API

/// A position means something in one log only.
@Suite(.serialized) struct OtherLogTests {
  private static let slice = ServedAPI.slice
  private static let ndjson = "Accept: application/x-ndjson\r\n"

  /// Three commits behind the marker and the configuration; their commands' ids are drawn anew each time.
  private static func staffed(id: LogID = LogID(ID128(high: 7, low: 1)), _ body: (ServedAPI) async throws -> Void)
    async throws
  {
    try await ServedAPI.with(id: id) { served in
      for agent in [AgentID.anna, .boris, .clara] {
        try await served.decide(.logIn(LogIn(agent: agent)), by: .agent(agent))
      }
      try await body(served)
    }
  }

  /// Every `after` that a client of the stream has had, the marks' among them.
  private static func cursors(of served: ServedAPI) async -> [String] {
    let text = await served.get("/events?after=\(slice)-0-0&follow=false", ndjson).unchunked
    return text.split(separator: "\n").compactMap {
      $0.split(separator: #""after":""#).last?.split(separator: "\"").first.map(String.init)
    }
  }

  /// What a stream gives is taken by the log that gave it, and by no other: not by one that was made anew, nor by the
  /// same one that was brought back from an older copy and written on.
  @Test func whatAStreamGaveIsForItsLog() async throws {
    var former: [String] = []
    try await Self.staffed { served in
      former = await Self.cursors(of: served)
      #expect(former.count > 4)
      for cursor in former {
        #expect(await served.get("/events?after=\(cursor)&follow=false", Self.ndjson).statuses == [200])
        #expect(
          await served.get("/events?follow=false", Self.ndjson + "Last-Event-ID: \(cursor)\r\n").statuses == [200])
      }
    }
    // The same log by its identity, with other records from the first on.
    try await Self.staffed { served in
      for cursor in former.dropFirst() {
        let answer = await served.get("/events?follow=false", "Last-Event-ID: \(cursor)\r\n")
        #expect(answer.statuses == [410] && answer.body.contains(#""code":"otherLog""#), "\(cursor): \(answer)")
        #expect(answer.body.contains(#""begin":"\#(Self.slice)-0-0""#))
        // Who trusts the place alone is taken at his word.
        let plain = cursor.split(separator: "-").prefix(3).joined(separator: "-")
        #expect(await served.get("/events?after=\(plain)&follow=false").statuses == [200])
      }
    }
    // Another one: also its beginning is another.
    try await Self.staffed(id: LogID(ID128(high: 7, low: 2))) { served in
      for cursor in former {
        #expect(await served.get("/events?after=\(cursor)&follow=false").statuses == [410], "\(cursor)")
      }
    }
  }
}
