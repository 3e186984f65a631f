import EventLog
import Testing
import TrunklineTesting

/// Cases come one after the other: each has clients with threads of their own, and two cores are soon busy.
@Suite(.serialized) struct KafkaLogTests {
  @Test(.timeLimit(.minutes(2)), arguments: EventLogConformance.all)
  func conformsOnTheMockCluster(_ one: ConformanceCase) async throws {
    try await one.run(on: LogFactory { try await KafkaLogUnderTest.fresh(on: .mock) })
  }

  @Test(.timeLimit(.minutes(2)), .enabled(if: KafkaUnderTest.runsReal), arguments: EventLogConformance.all)
  func conformsOnARealBroker(_ one: ConformanceCase) async throws {
    try await one.run(on: LogFactory { try await KafkaLogUnderTest.fresh(on: .real) })
  }
}
