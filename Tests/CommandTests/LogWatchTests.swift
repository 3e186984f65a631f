import EventLog
import Synchronization
import Testing

@testable import trunkline

/// A log that is away, or holds what it should not, is told of once.
@Suite struct LogWatchTests {
  private final class Ear: Sendable {
    private let entries = Mutex<[ServiceLog.Entry]>([])
    func hear(_ entry: ServiceLog.Entry) { entries.withLock { $0.append(entry) } }
    var events: [String] { entries.withLock { $0.map(\.event) } }
  }
  private let ear = Ear()

  @Test func awayAndBack() {
    let watch = LogWatch(ear.hear)
    watch.looked(nil, foreign: 0)
    #expect(ear.events == [] && watch.trouble == nil)
    for reason in ["no route", "refused"] { watch.looked(LogFailure(.unavailable, reason), foreign: 0) }
    #expect(ear.events == ["log.away"] && watch.trouble == "refused")
    watch.looked(nil, foreign: 0)
    #expect(ear.events == ["log.away", "log.back"] && watch.trouble == nil)
  }

  @Test func whatIsNoRecordOfALog() {
    let watch = LogWatch(ear.hear)
    for foreign in [0, 2, 2, 3] as [UInt64] { watch.looked(nil, foreign: foreign) }
    #expect(ear.events == ["log.foreignRecords", "log.foreignRecords"])
  }
}
