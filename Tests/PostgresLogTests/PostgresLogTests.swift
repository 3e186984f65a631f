import EventLog
import PostgresClient
@testable import PostgresEventLog
import Testing
import TrunklineTesting
import Values

/// One server has room for few connections, so the cases come one after the other.
@Suite(.serialized) struct PostgresLogTests {
  @Test(arguments: EventLogConformance.all)
  func conforms(_ one: ConformanceCase) async throws {
    try await one.run(on: LogFactory { try await PostgresLogUnderTest.fresh() })
  }

  @Test func aServerThatForgetsIsRefused() async throws {
    let log = try await PostgresLogUnderTest.fresh()
    var settings = log.settings
    settings.parameters.append(.init("synchronous_commit", "off"))
    // The session's own setting wins over the one that came with the connection.
    let driver = try await PostgresEventLog.open(
      settings, chain: PostgresLogUnderTest.chain, newID: LogID(ID128(high: 1, low: 1)))
    await driver.close()
    await log.close()
  }

  @Test func everyStatementFitsTheSchema() async throws {
    let log = try await PostgresLogUnderTest.fresh()
    _ = try await log.openDriver()
    let connection = try await PostgresConnection.open(log.settings)
    try await connection.run { session in
      for statement in LogStatements.all { try session.check(statement) }
    }
    await connection.close()
    await log.close()
  }
}
