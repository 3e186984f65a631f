import KafkaClient
import Testing

@testable import KafkaEventLog

/// What reports of records that were sent together say of all of them.
@Suite struct RecordDeliveryTests {
  private static let failure = KafkaError(.other, "no")

  private static func report(
    _ offset: Int64, _ error: KafkaError? = nil, mayLand: Bool = false
  ) -> DeliveryReport {
    DeliveryReport(token: 0, offset: offset, error: error, mayLand: mayLand)
  }

  /// The reports come in the order of the records.
  private static func outcome(_ reports: DeliveryReport..., from first: Int64 = 10) -> SendResult? {
    var delivery = RecordDelivery(count: reports.count, firstOffset: first)
    for (index, report) in reports.enumerated() {
      #expect(delivery.outcome == nil)
      delivery.reported(report, index: index)
    }
    return delivery.outcome
  }

  @Test func recordsWhereTheyWereExpectedAreExact() {
    #expect(Self.outcome(Self.report(10), Self.report(11), Self.report(12)) == .exact)
    #expect(Self.outcome(Self.report(0), from: 0) == .exact)
  }

  /// It was acknowledged as one that is there already; where is not said, so the log must be read.
  @Test func recordsWithoutAnOffsetAreElsewhere() {
    #expect(Self.outcome(Self.report(-1)) == .elsewhere)
    #expect(Self.outcome(Self.report(-1), from: 0) == .elsewhere)
    #expect(Self.outcome(Self.report(-1), Self.report(-1)) == .elsewhere)
    #expect(Self.outcome(Self.report(10), Self.report(-1), Self.report(12)) == .elsewhere)
  }

  @Test func recordsBehindOthersAreElsewhere() {
    #expect(Self.outcome(Self.report(11), Self.report(12)) == .elsewhere)
    #expect(Self.outcome(Self.report(10), Self.report(12)) == .elsewhere)
  }

  @Test func recordsWhereOthersWereReadAreBelow() {
    #expect(Self.outcome(Self.report(9)) == .below)
    #expect(Self.outcome(Self.report(0), Self.report(1)) == .below)
    #expect(Self.outcome(Self.report(-1), Self.report(3)) == .below)
  }

  @Test func oneThatFailsFailsAll() {
    #expect(
      Self.outcome(Self.report(10), Self.report(-1, Self.failure)) == .failed(reason: "no", mayLand: false))
    #expect(
      Self.outcome(Self.report(-1), Self.report(-1, Self.failure, mayLand: true))
        == .failed(reason: "no", mayLand: true))
  }

  @Test func oneThatIsTooLargeIsNamedUnlessOthersMayLand() {
    let tooLarge = KafkaError(.tooLarge, "large")
    #expect(Self.outcome(Self.report(10), Self.report(-1, tooLarge)) == .tooLarge(index: 1))
    #expect(
      Self.outcome(Self.report(-1, Self.failure, mayLand: true), Self.report(-1, tooLarge))
        == .failed(reason: "no", mayLand: true))
  }
}
