import Events
import Glibc
import HTTPTesting
import Testing
import TrunklineTesting
import Values

@testable import API

/// The public stream: everything, in order, from wherever a client was.
@Suite(.serialized) struct EventTests {
  private static let slice = ServedAPI.slice

  /// Five commits behind the marker and the configuration: two events each, of anna and boris in turn.
  private static func staffed(_ body: (ServedAPI) async throws -> Void) async throws {
    try await ServedAPI.with { served in
      for agent in [AgentID.anna, .boris] {
        try await served.decide(.logIn(LogIn(agent: agent)), by: .agent(agent))
        try await served.decide(.setReady(SetReady(agent: agent)), by: .agent(agent))
      }
      try await served.decide(.reportArrival(ReportArrival(call: .inbound(.one))), by: .telephony)
      try await body(served)
    }
  }

  private static func lines(_ answer: RawClient.Answer) -> [Substring] {
    answer.unchunked.split(separator: "\n")
  }

  /// Of the lines that are events.
  private static func ids(_ lines: [Substring]) -> [String] {
    lines.filter { $0.hasPrefix("{\"specversion\"") }.compactMap { line in
      line.split(separator: "\"id\":\"").dropFirst().first?.split(separator: "\"").first.map(String.init)
    }
  }

  private static let ndjson = "Accept: application/x-ndjson\r\n"

  @Test func eachEventIsACloudEvent() async throws {
    try await Self.staffed { served in
      let answer = await served.get("/events?after=\(Self.slice)-0-0&follow=false", Self.ndjson)
      #expect(answer.statuses == [200] && answer.text.contains("Content-Type: application/x-ndjson\r\n"))
      let lines = Self.lines(answer)
      // A mark, then the configuration: the marker of the writer is nobody's business outside.
      let (first, end) = (try await served.cursor(0, 0), try await served.cursor(7, 0))
      #expect(lines.first == "{\"after\":\"\(first)\"}")
      #expect(
        lines[1].hasPrefix("{\"specversion\":\"1.0\",\"id\":\"\(Self.slice)-2-0\",\"source\":\"/centres/centre-1\""))
      let last = String(lines[lines.count - 2])
      #expect(
        last.hasPrefix(
          #"{"specversion":"1.0","id":"\#(Self.slice)-7-0","source":"/centres/centre-1","#
            + #""type":"trunkline.call.arrived.v1","subject":"call/\#(CallID.one)","time":""#))
      #expect(last.contains(#""datacontenttype":"application/json","partitionkey":"centre-1","#))
      #expect(last.contains(#""sequence":"00000000000000000007.0000","commandid":""#))
      #expect(last.contains(#""data":{"occurredAt":""#) && last.hasSuffix("}}}}"))
      #expect(last.contains(#""after":"\#(end)","data":"#))
      #expect(lines.last == "{\"after\":\"\(end)\"}")
    }
  }

  @Test func serverSentEvents() async throws {
    try await Self.staffed { served in
      let target = "/events?after=\(Self.slice)-6-999&follow=false"
      let (seen, next) = (try await served.cursor(6, 999), try await served.cursor(7, 0))
      for accept in ["", "Accept: text/event-stream\r\n", "Accept: */*\r\n"] {
        let answer = await served.get(target, accept)
        #expect(answer.text.contains("Content-Type: text/event-stream\r\n"))
        let text = answer.unchunked
        #expect(text.hasPrefix("retry: 1000\n\n: at \(Self.slice)-6-999\nid: \(seen)\n\n"), "\(text)")
        #expect(text.contains("\n\nid: \(next)\ndata: {\"specversion\":\"1.0\",\"id\":\"\(Self.slice)-7-0\""))
      }
      #expect(await served.get(target, "Accept: text/html\r\n").statuses == [406])
    }
  }

  /// From each place: exactly what follows, whether the place is an event or in the middle of a commit.
  @Test func itGoesOnFromAnywhere() async throws {
    try await Self.staffed { served in
      let all = Self.ids(Self.lines(await served.get("/events?after=\(Self.slice)-0-0&follow=false", Self.ndjson)))
      #expect(all.count > 5)
      for (index, id) in all.enumerated() {
        let rest = Self.lines(await served.get("/events?after=\(id)&follow=false", Self.ndjson))
        #expect(Self.ids(rest) == Array(all[(index + 1)...]))
        // What a browser had last counts more than the address that it comes with.
        let again = await served.get(
          "/events?after=\(Self.slice)-0-0&follow=false", Self.ndjson + "Last-Event-ID: \(id)\r\n")
        #expect(Self.ids(Self.lines(again)) == Array(all[(index + 1)...]))
      }
    }
  }

  @Test func filtersHideNoProgress() async throws {
    try await Self.staffed { served in
      func ask(_ filter: String) async -> [Substring] {
        Self.lines(await served.get("/events?after=\(Self.slice)-0-0&follow=false&\(filter)", Self.ndjson))
      }
      #expect(Self.ids(await ask("type=call")) == ["\(Self.slice)-7-0"])
      #expect(Self.ids(await ask("type=agent.loggedIn")) == ["\(Self.slice)-3-0", "\(Self.slice)-5-0"])
      #expect(Self.ids(await ask("type=agent.loggedIn&type=call.arrived")).count == 3)
      #expect(Self.ids(await ask("centre=centre-1")).count > 5)
      let nothing = await ask("type=offer")
      let (first, end) = (try await served.cursor(0, 0), try await served.cursor(7, 0))
      #expect(nothing == ["{\"after\":\"\(first)\"}", "{\"after\":\"\(end)\"}"])
    }
  }

  @Test func whatIsNoWish() async throws {
    try await Self.staffed { served in
      for (query, status, code) in [
        ("after=x", 400, "badParameter"), ("after=1-2", 400, "badParameter"), ("after=64-1-0", 400, "badParameter"),
        ("after=1-2-3-4", 400, "badParameter"), ("after=1-2-3-0123456789abcdeF", 400, "badParameter"),
        ("after=1-2-3-0123456789abcdef-0", 400, "badParameter"),
        ("slice=64", 400, "badParameter"), ("type=calls", 400, "badParameter"), ("follow=yes", 400, "badParameter"),
        ("limit=1", 400, "badParameter"), ("centre=none", 404, "unknownCentre"), ("centre=%20", 404, "unknownCentre"),
        ("after=\(Self.slice)-8-0", 409, "beyondHead"),
        ("after=\(Self.slice)-18446744073709551615-0", 409, "beyondHead"),
        ("slice=1&centre=centre-1", 400, "badParameter"), ("slice=1&slice=1", 400, "badParameter"),
      ] {
        let answer = await served.get(
          "/events?\(query)&follow=false".replacing("follow=yes&follow=false", with: "follow=yes"))
        #expect(answer.statuses == [status] && answer.body.contains(#""code":"\#(code)""#), "\(query): \(answer)")
      }
      let header = await served.get("/events?follow=false", "Last-Event-ID: x\r\n")
      #expect(header.statuses == [400] && header.body.contains("Last-Event-ID"))
    }
  }

  /// Whoever follows hears of a commit when it is there.
  @Test func whatComesIsSentAtOnce() async throws {
    try await Self.staffed { served in
      let client = served.client
      let file = await client.onAThread { client.connected() ?? -1 }
      let request = "GET /events HTTP/1.1\r\nHost: x\r\nAccept: application/x-ndjson\r\n\r\n"
      let beginning = await client.onAThread {
        _ = RawClient.send(Array(request.utf8), to: file)
        return RawClient.receive(from: file, until: "{\"after\":\"\(Self.slice)-7-999-")
      }
      #expect(beginning != nil)
      for number in 8..<20 {
        let body: Command.Body =
          number % 2 == 0
          ? .setNotReady(SetNotReady(agent: .anna, reason: "break")) : .setReady(SetReady(agent: .anna))
        try await served.decide(body, by: .agent(.anna))
        let heard = await client.onAThread {
          RawClient.receive(from: file, until: "\"id\":\"\(Self.slice)-\(number)-0\"")
        }
        #expect(heard != nil, "position \(number)")
      }
      #expect(served.server.counts.values.streamsOpen == 1)
      close(file)
      try await served.decide(.setNotReady(SetNotReady(agent: .anna, reason: "break")), by: .agent(.anna))
      await until { served.server.counts.values.streamsOpen == 0 }
    }
  }

  /// A subscriber whose line is cut again and again, at any byte, and who comes back with the last id that it got
  /// whole: it has everything, in order, and what it got twice has the same id.
  @Test func whoIsCutOffAHundredTimesMissesNothing() async throws {
    try await Self.staffed { served in
      let toggling = Task {
        for number in 0..<600 {
          let body: Command.Body =
            number % 2 == 0
            ? .setNotReady(SetNotReady(agent: .boris, reason: "break")) : .setReady(SetReady(agent: .boris))
          try await served.decide(body, by: .agent(.boris))
        }
      }
      var got: [String] = []
      var last = "\(Self.slice)-0-0"
      for number in 0..<100 {
        let bytes = 200 + number * 7_919 % 7_800
        let heard = await Self.read(bytes, from: served.client, after: last)
        // Only what came whole: up to the last line's end.
        got += heard
        last = heard.last ?? last
      }
      try await toggling.value
      got += Self.ids(Self.lines(await served.get("/events?after=\(last)&follow=false", Self.ndjson)))
      let all = Self.ids(Self.lines(await served.get("/events?after=\(Self.slice)-0-0&follow=false", Self.ndjson)))
      #expect(got == all)
      #expect(all.count > 600 && Set(all).count == all.count)
    }
  }

  /// The ids of events that came whole among the first so many bytes; then the line is cut.
  private static func read(_ bytes: Int, from client: RawClient, after last: String) async -> [String] {
    await client.onAThread {
      guard let file = client.connected() else { return [] }
      defer { close(file) }
      let request = "GET /events HTTP/1.0\r\nHost: x\r\nAccept: application/x-ndjson\r\nLast-Event-ID: \(last)\r\n\r\n"
      _ = RawClient.send(Array(request.utf8), to: file)
      var text: [UInt8] = []
      while text.count < bytes, let piece = RawClient.receive(from: file, withinMs: 50), !piece.isEmpty {
        text += piece
      }
      let whole = text.prefix(bytes).lastIndex(of: UInt8(ascii: "\n")).map { text[...$0] } ?? []
      return ids(String(decoding: whole, as: UTF8.self).split(separator: "\n"))
    }
  }
}
