import Glibc
import KafkaClient

@testable import KafkaEventLog

/// Brokers to test on.
enum KafkaUnderTest: Sendable, CustomStringConvertible {
  /// librdkafka's own, in this process.
  case mock
  /// A real one, which `scripts/test` starts or is told of.
  case real(String)

  /// `host:port` of the real one; `nil`: none is at hand, and its tests are not run.
  static let realAddress: String? = getenv("TRUNKLINE_TEST_KAFKA").map { String(cString: $0) }

  /// Whether tests on the real one run. Where every check must be made they do, and fail without it.
  static let runsReal = realAddress != nil || getenv("CI").map { String(cString: $0) } == "true"

  static var real: KafkaUnderTest { .real(realAddress ?? "127.0.0.1:1") }

  var description: String {
    switch self {
    case .mock: "mock cluster"
    case .real: "real broker"
    }
  }

  /// One for all tests of this process; each has a topic of its own.
  private static let brokers = Task { try MockBrokers() }
  static var mockBrokers: MockBrokers {
    get async throws { try await brokers.value }
  }

  func settings(topic: String) async throws -> KafkaSettings {
    switch self {
    case .real(let address):
      var settings = KafkaSettings(brokers: address)
      settings.topic = topic
      return settings
    case .mock:
      var settings = KafkaSettings(brokers: try await Self.mockBrokers.addresses)
      settings.topic = topic
      // They keep 5 MiB of a partition, and do not wake a fetch that waits for records.
      settings.properties = ["compression.codec": "lz4", "fetch.wait.max.ms": "5"]
      settings.checksTopicSettings = false
      return settings
    }
  }
}
