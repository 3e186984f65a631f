import CommandLineKit
import Digest
import EventLog
import Events
import PluginKit
import Testing
import TrunklineTesting
import Values

@testable import trunkline

@Suite struct ReportOutputTests {
  private static func printed(_ centres: String...) throws -> [Substring] {
    let table = ReportTable(
      columns: [.init("queue", "queue"), .init("calls", "calls"), .init("centre", "centre")],
      rows: centres.map { [.text("PS"), .integer(7), .text($0)] })
    let out = CapturedText()
    let console = Console(Surroundings(out: out.output(), err: CapturedText().output()))
    try table.write(.table, shown: ["queue", "calls"], wide: false, console)
    return out.text.split(separator: "\n")
  }

  @Test func aTableNamesTheCentreOnlyWhereThereAreSeveral() throws {
    #expect(try Self.printed("bank", "bank").first == "queue  calls")
    #expect(
      try Self.printed("bank", "airline").map { $0.split(separator: " ").first } == ["centre", "bank", "airline"])
  }

  @Test func boundsThatWereMixedUpAreRefused() throws {
    let (early, late) = (Instant(ms: 1_000), Instant(ms: 2_000))
    for (from, to) in [(early, late), (nil, early), (late, nil), (nil, nil)] as [(Instant?, Instant?)] {
      try CommonOptions.check(from: from, to: to)
    }
    for (from, to) in [(late, early), (early, early)] {
      let failure = #expect(throws: Failure.self) { try CommonOptions.check(from: from, to: to) }
      #expect(failure?.code == .usage)
    }
  }

  /// Bytes of the log that are no commit are a finding about the log, not a mistake of this program.
  @Test func anUndecodableCommitIsNamed() async throws {
    let log = MemoryEventLog(id: LogID(ID128(high: 1, low: 1)), chain: Chain(hash: SHA256.digest))
    let slice = Slice.numbered(5)
    let head = try await log.acquire(slice, marker: .by("test"))
    let body: [UInt8] = [0xFF, 0xFF, 0xFF]
    let damaged = Record(
      position: head.position.next, epoch: head.epoch,
      id: body.withUnsafeBytes { log.chain.id(prev: head.id, body: $0) }, prev: head.id,
      body: body)
    #expect(await log.append([damaged], to: slice) == .accepted)
    let filter = EventFilter(centre: nil, types: [], call: nil, agent: nil, from: nil, to: nil)
    let console = Console(Surroundings(out: CapturedText().output(), err: CapturedText().output()))
    var listing = EventListing(filter: filter, limit: .max, format: .ndjson, console: console)
    let failure = await #expect(throws: LogFailure.self) { try await listing.run(log) }
    #expect(failure?.kind == .broken(position: Position(2)))
    #expect(try Explanation.failure(#require(failure))?.code == .foundProblems)
  }
}
