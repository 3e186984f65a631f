import EventLog
import Events
import Glibc
import HTTPTesting
import Testing
import TrunklineTesting
import Values

@testable import API

/// How far a client of the stream is, whatever it is given at a time.
@Suite(.serialized) struct StreamPlaceTests {
  private static let slice = ServedAPI.slice

  private static func commits(of served: ServedAPI) async throws -> (genesis: ChainPoint, commits: [PublicCommit]) {
    let genesis = served.log.chain.genesis(of: slice, in: served.log.id)
    let batch = try await served.log.read(slice, after: genesis, limit: .bulk)
    return (genesis, try PublicCommit.all(of: batch))
  }

  private static func arrival(_ number: UInt64, noteBytes: Int) -> Command.Body {
    var arrived = CallArrived(call: CallID(ID128(high: 5, low: number)), direction: .inbound)
    arrived.attributes = ["note": String(repeating: "x", count: noteBytes)]
    return .reportArrival(ReportArrival(call: arrived))
  }

  /// Pieces of any size are the whole, each event of it whole or in parts that follow each other.
  @Test(arguments: [1, 100, 1_000, 5_000, 1 << 20], [StreamForm.events, .lines])
  func piecesAreTheWhole(bytesMax: Int, form: StreamForm) async throws {
    try await ServedAPI.with { served in
      try await served.decide(.logIn(LogIn(agent: .anna)), by: .agent(.anna))
      for number in 1...4 as ClosedRange<UInt64> {
        try await served.decide(Self.arrival(number, noteBytes: Int(number) * 700), by: .telephony)
      }
      let (genesis, commits) = try await Self.commits(of: served)
      for selection in [EventSelection(), EventSelection(types: ["call"])] {
        let wanted = commits.flatMap { commit in
          commit.events.filter { selection.admits($0, of: commit.centre) }.flatMap(form.bytes)
        }
        let first = EventID(slice: Self.slice, position: .zero, index: 0)
        var place = StreamPlace(after: genesis, seen: StreamCursor(first, of: genesis))
        var got: [UInt8] = []
        while place.point.position < Position(7) {
          let rest = commits.filter { $0.point.position > place.point.position }
          let piece = place.take(from: rest, selection, as: form, bytesMax: bytesMax)
          #expect(piece.count <= bytesMax)
          got += piece
        }
        #expect(got == wanted && !place.isMidway)
        #expect(place.seen == StreamCursor(commits[6].last, of: commits[6].point))
      }
    }
  }

  /// Events that are larger than what waits for a client, whether or not the client stays.
  @Test(arguments: ["true", "false"]) func largeEventsComeWhole(follow: String) async throws {
    try await ServedAPI.with { served in
      for number in 1...4 as ClosedRange<UInt64> {
        try await served.decide(Self.arrival(number, noteBytes: 300_000), by: .telephony)
      }
      let (_, commits) = try await Self.commits(of: served)
      let wanted = commits.flatMap { $0.events.flatMap(\.line) }
      let client = served.client
      let target = "/events?after=\(Self.slice)-0-0&follow=\(follow)"
      let request = "GET \(target) HTTP/1.0\r\nAccept: application/x-ndjson\r\n\r\n"
      let text = await client.onAThread {
        guard let file = client.connected() else { return "" }
        defer { close(file) }
        _ = RawClient.send(Array(request.utf8), to: file)
        let last = "\"id\":\"\(Self.slice)-6-0\""
        let beginning = RawClient.receive(from: file, until: last) ?? ""
        return beginning + (RawClient.receive(from: file, until: "\n") ?? "")
      }
      let events = text.split(separator: "\n").filter { $0.hasPrefix("{\"specversion\"") }.map { $0 + "\n" }
      #expect(commits.count == 6 && wanted.count > 1_200_000)
      // Not shown if they differ: it is too much.
      let areTheSame = events.joined().utf8.elementsEqual(wanted)
      #expect(areTheSame)
    }
  }
}
