import EventLog
import KafkaClient
import Values

/// What a topic must be to hold a log, and what is wrong with one that is not.
package enum TopicCheck {
  /// A commit of the largest size, its key and the frame of a batch.
  static let messageBytesMin = CommitLimits.bodyBytesMax + 16_384
  /// What the setting should be: Kafka's own default.
  static let messageBytes = "max.message.bytes=1048588"
  private static let inSync = "min.insync.replicas"

  package static func settings(replication: Int32) -> [(name: String, value: String)] {
    kept + [(name: inSync, value: "\(inSyncMin(replicas: replication))")]
  }

  private static let kept = [
    (name: "cleanup.policy", value: "delete"), (name: "retention.ms", value: "-1"),
    (name: "retention.bytes", value: "-1"), (name: "unclean.leader.election.enable", value: "false"),
  ]

  /// Two of three have what was acknowledged: one may be lost. Of two both would have to be there for every commit.
  private static func inSyncMin(replicas: Int32) -> Int32 { replicas >= 3 ? 2 : 1 }

  /// What is wrong with the layout; `nil`: nothing.
  /// - Parameter wanted: copies that were asked for; `nil`: nobody asked.
  static func fault(_ shape: TopicShape, wanted: Int32?, of topic: String) -> String? {
    guard shape.partitions == Int(Slice.count) else {
      return "topic \(topic) has \(shape.partitions) partitions, and a log has \(Slice.count): name another topic, "
        + "which is then made as it must be"
    }
    let copies = wanted ?? TopicShape.replication(brokers: shape.brokers)
    guard shape.replicas < copies else { return nil }
    return "topic \(topic) keeps \(shape.replicas) of the \(copies) copies that \(shape.brokers) brokers can keep: who "
      + "loses a broker would lose acknowledged commits. kafka-reassign-partitions.sh makes more "
      + "(docs/operating.md, “Copies of the log”)"
  }

  /// What is wrong with the settings and the command that mends it; `nil`: nothing.
  static func fault(
    settings found: [String: String], replicas: Int32, of topic: String, at brokers: String
  ) -> String? {
    var wrong: [(name: String, value: String)] = []
    for (name, value) in kept where found[name] != value { wrong.append((name, value)) }
    // More than there are copies would refuse every commit.
    let least = inSyncMin(replicas: replicas)
    if !(least...max(least, replicas)).contains(found[inSync].flatMap { Int32($0) } ?? 0) {
      wrong.append((inSync, "\(least)"))
    }
    if let bytes = found["max.message.bytes"].flatMap({ Int($0) }), bytes < messageBytesMin {
      wrong.append(("max.message.bytes", "1048588"))
    }
    guard !wrong.isEmpty else { return nil }
    let standing = wrong.map { "\($0.name)=\(found[$0.name] ?? "?")" }.joined(separator: ", ")
    let should = wrong.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
    return "topic \(topic) would lose commits or refuse them (\(standing)): kafka-configs.sh --bootstrap-server "
      + "\(brokers) --alter --entity-type topics --entity-name \(topic) --add-config \(should)"
  }
}
