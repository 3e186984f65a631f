import CallHandling
import EventLog
import Events
import Storage
import Testing
import TrunklineTesting
import Values

/// Which centres a slice has, wherever in it they begin.
@Suite(.timeLimit(.minutes(1))) struct SliceCentresTests {
  @Test func oneThatBeginsLateIsFound() async throws {
    let log = ServedCentre.memory()
    let slice = ServedCentre.slice
    let (writer, _) = try await SliceWriter.acquire(slice, of: log, marker: .by("first"))
    // More than what one reading of a reader brings.
    for batch in 0..<6 as Range<UInt64> {
      _ = try await writer.submit((1...500).map { .numbered(batch * 500 + $0, of: CentreID(unchecked: "early")) })
    }
    var centres = try await SliceLoader(log: log).centres(of: slice)
    #expect(centres.names.map(\.text) == ["early"])
    _ = try await writer.submit([.numbered(9_001, of: CentreID(unchecked: "late"))])
    try await centres.advance(slice, of: log)
    #expect(centres.names.map(\.text).sorted() == ["early", "late"])
    #expect(try await SliceLoader(log: log).centres(of: slice).names == centres.names)
  }
}
