/// How a topic is laid out.
package struct TopicShape: Sendable, Equatable {
  package var partitions: Int
  /// Copies of the partition that has the fewest.
  package var replicas: Int32
  /// Brokers of the cluster that are there.
  package var brokers: Int32

  package init(partitions: Int, replicas: Int32, brokers: Int32) {
    self.partitions = partitions
    self.replicas = replicas
    self.brokers = brokers
  }

  /// Copies that a topic should have where nobody says: one broker may be lost, and one more be away.
  package static func replication(brokers: Int32) -> Int32 { min(3, max(1, brokers)) }
}
