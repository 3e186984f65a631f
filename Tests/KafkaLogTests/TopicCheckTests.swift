import KafkaClient
import Testing
import Values

@testable import KafkaEventLog

/// What a topic must be, by what the brokers say of it.
@Suite struct TopicCheckTests {
  private static func shape(_ replicas: Int32, of brokers: Int32) -> TopicShape {
    TopicShape(partitions: 64, replicas: replicas, brokers: brokers)
  }

  @Test(arguments: [(1, 1), (2, 2), (3, 3), (3, 5), (5, 5)] as [(Int32, Int32)])
  func asManyCopiesAsBrokersButThreeAtMost(_ replicas: Int32, _ brokers: Int32) {
    #expect(TopicCheck.fault(Self.shape(replicas, of: brokers), wanted: nil, of: "log") == nil)
  }

  @Test(arguments: [(1, 2), (1, 3), (2, 3), (2, 7)] as [(Int32, Int32)])
  func fewerCopiesAreNamed(_ replicas: Int32, _ brokers: Int32) throws {
    let fault = try #require(TopicCheck.fault(Self.shape(replicas, of: brokers), wanted: nil, of: "log"))
    #expect(fault.contains("keeps \(replicas) of the \(min(3, brokers)) copies"))
    #expect(fault.contains("kafka-reassign-partitions.sh"))
  }

  @Test func whatWasAskedForCounts() {
    #expect(TopicCheck.fault(Self.shape(1, of: 3), wanted: 1, of: "log") == nil)
    #expect(TopicCheck.fault(Self.shape(3, of: 5), wanted: 5, of: "log") != nil)
  }

  /// With a third broker that is away they would be too few; who says how many is right.
  @Test func twoBrokersAreAskedAbout() throws {
    let reason = try #require(TopicCheck.reasonNotToMake("log", brokers: 2, wanted: nil))
    #expect(reason.contains("--kafka-copies 2"))
    #expect(TopicCheck.reasonNotToMake("log", brokers: 2, wanted: 2) == nil)
    for brokers in [1, 3, 4] as [Int32] {
      #expect(TopicCheck.reasonNotToMake("log", brokers: brokers, wanted: nil) == nil)
    }
  }

  private static func fault(inSync: String, replicas: Int32) -> String? {
    var found = Dictionary(
      uniqueKeysWithValues: TopicCheck.settings(replication: replicas).map { ($0.name, $0.value) })
    found["min.insync.replicas"] = inSync
    return TopicCheck.fault(settings: found, replicas: replicas, of: "log", at: "kafka:9092")
  }

  @Test(arguments: [("1", 1), ("1", 2), ("2", 2), ("2", 3), ("3", 3)] as [(String, Int32)])
  func copiesInSyncThatKeepWhatWasAcknowledged(_ inSync: String, _ replicas: Int32) {
    #expect(Self.fault(inSync: inSync, replicas: replicas) == nil)
  }

  /// Too few lose acknowledged commits with one broker; more than there are refuse every commit.
  @Test(
    arguments: [("1", 3, 2), ("1", 5, 2), ("2", 1, 1), ("3", 2, 1), ("4", 3, 2), ("all", 3, 2)]
      as [(String, Int32, Int)])
  func otherCopiesInSyncAreNamed(_ inSync: String, _ replicas: Int32, _ should: Int) throws {
    let fault = try #require(Self.fault(inSync: inSync, replicas: replicas))
    #expect(fault.contains("min.insync.replicas=\(inSync)"))
    #expect(fault.hasSuffix("--add-config min.insync.replicas=\(should)"))
  }
}
