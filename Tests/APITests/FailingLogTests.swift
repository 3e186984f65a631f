import EventLog
import Events
import HTTPTesting
import Testing
import TrunklineTesting
import Values

@testable import API

/// A log that turns out to be broken while clients follow it.
@Suite(.serialized) struct FailingLogTests {
  /// Nothing is read beyond a position: the record there is gone.
  private struct Broken: LogDecorator {
    let inner: any EventLog
    let position: Position

    func read(
      _ slice: Slice, after point: ChainPoint, limit: BatchLimit
    ) async throws(LogFailure) -> RecordBatch {
      if point.position.next >= position { throw .broken(at: position, of: slice) }
      return try await inner.read(slice, after: point, limit: BatchLimit(records: 1, bytes: limit.bytes))
    }
  }

  /// What there was is sent, then why there is no more; the stream ends whole.
  @Test(arguments: ["true", "false"])
  func itIsSaidWhyTheStreamEnds(follow: String) async throws {
    let told = CommandTests.Told()
    try await ServedAPI.with(reading: { Broken(inner: $0, position: Position(4)) }, failed: told.tell) { served in
      for agent in [AgentID.anna, .boris, .clara] {
        try await served.decide(.logIn(LogIn(agent: agent)), by: .agent(agent))
      }
      let slice = ServedAPI.slice
      let answer = await served.get(
        "/events?after=\(slice)-0-0&follow=\(follow)", "Accept: application/x-ndjson\r\n")
      #expect(answer.statuses == [200] && answer.text.hasSuffix("0\r\n\r\n"))
      #expect(
        answer.unchunked.contains("\"id\":\"\(slice)-3-0\"") && !answer.unchunked.contains("\"id\":\"\(slice)-4-0\""))
      let last = answer.unchunked.split(separator: "\n").last ?? ""
      #expect(last.hasPrefix(#"{"problem":{"type":"urn:trunkline:problem:logFailed""#), "\(last)")
      #expect(!last.contains("is missing"))
      #expect(told.requests.map(\.path) == ["/events"])
      #expect(told.requests.first?.cause == "position 4 of slice \(slice) is missing")
      let events = await served.get("/events?after=\(slice)-0-0&follow=\(follow)")
      #expect(events.unchunked.contains("\nevent: problem\ndata: {\"type\":\"urn:trunkline:problem:logFailed\""))
    }
  }
}
