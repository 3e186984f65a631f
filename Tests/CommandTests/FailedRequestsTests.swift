import Synchronization
import Testing
import Values

@testable import API
@testable import trunkline

/// Why requests failed is in the server's log, and does not fill it.
@Suite struct FailedRequestsTests {
  private static func request(_ number: UInt64) -> FailedRequest {
    FailedRequest(
      id: ID128(high: 1, low: number), method: "GET", path: "/events", status: 503, code: "logAway",
      cause: "no route to 10.0.0.7")
  }

  @Test func eachIsToldWithItsName() throws {
    let entries = Mutex<[ServiceLog.Entry]>([])
    let failures = FailedRequests { entry in entries.withLock { $0.append(entry) } }
    failures.failed(Self.request(7))
    let entry = try #require(entries.withLock { $0.first })
    #expect(entry.event == "http.failed" && entry.level == .warning)
    #expect(
      entry.message
        == "request 00000000000000010000000000000007, GET /events, failed with 503 logAway: no route to 10.0.0.7")
    #expect(entry.fields.contains(.init("request", .text("00000000000000010000000000000007"))))
  }

  @Test func ofVeryManyAFewAreTold() {
    let others = Mutex<[Int64]>([])
    let failures = FailedRequests { entry in
      for field in entry.fields where field.name == "others" {
        if case .number(let number) = field.value { others.withLock { $0.append(number) } }
      }
    }
    let start = ContinuousClock.now
    for number in 0..<1_000 as Range<UInt64> { failures.failed(Self.request(number), at: start) }
    #expect(others.withLock { $0 } == [Int64](repeating: 0, count: FailedRequests.aSecondMax))
    for number in 0..<2 as Range<UInt64> { failures.failed(Self.request(number), at: start + .seconds(1)) }
    #expect(others.withLock { $0.suffix(2) } == [1_000 - Int64(FailedRequests.aSecondMax), 0])
  }
}
