import EventLog
import Glibc
import KafkaClient
import Testing
import TrunklineTesting
import Values

@testable import KafkaEventLog

enum SecureKafka {
  static let address = setting("TRUNKLINE_TEST_KAFKA_SASL")
  static let authority = setting("TRUNKLINE_TEST_KAFKA_CA")
  static let runs = address != nil || setting("CI") == "true"

  private static func setting(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}

/// A broker that asks who comes: on the listener with SASL and TLS of the broker that `scripts/test` starts.
@Suite(.serialized, .timeLimit(.minutes(1)), .enabled(if: SecureKafka.runs)) struct SecureKafkaTests {
  private func open(
    password: String, authority: String?, waiting: Duration = .seconds(3),
    _ body: (KafkaEventLog) async throws -> Void = { _ in }
  ) async throws {
    var settings = KafkaSettings(brokers: try #require(SecureKafka.address))
    settings.topic = KafkaLogUnderTest.freshTopic()
    settings.waiting = waiting
    settings.properties = [
      "security.protocol": "SASL_SSL", "sasl.mechanism": "PLAIN", "sasl.username": "trunkline",
      "sasl.password": password,
    ]
    if let authority { settings.properties.values.append((name: "ssl.ca.location", value: authority)) }
    let log = try await KafkaEventLog.open(
      settings, chain: KafkaLogUnderTest.chain, index: MemoryLogIndex(), newID: LogID(.random()))
    try await body(log)
    await log.close()
    try await RawTopic(settings).delete([settings.topic])
  }

  @Test func theRightPasswordOpens() async throws {
    let authority = try #require(SecureKafka.authority)
    try await open(password: "right", authority: authority, waiting: .seconds(20)) { log in
      var pen = try await Pen(taking: .numbered(3), of: log)
      try await pen.write(1...10)
      #expect(try await log.verified(.numbered(3)).count == 11)
    }
  }

  @Test func aWrongPasswordIsNamed() async throws {
    let authority = try #require(SecureKafka.authority)
    let failure = try #require(
      await #expect(throws: LogFailure.self) { try await open(password: "wrong", authority: authority) })
    #expect(failure.message.contains("Authentication failed"))
    #expect(!failure.message.contains("wrong"))
  }

  @Test func anUnknownAuthorityIsNamed() async throws {
    let failure = try #require(
      await #expect(throws: LogFailure.self) { try await open(password: "right", authority: nil) })
    #expect(failure.message.contains("certificate verify failed"))
  }
}
