import EventLog
import KafkaClient
import Values

/// What a topic must be to hold a log, and what is wrong with one that is not.
package enum TopicCheck {
  /// A commit of the largest size, its key and the frame of a batch.
  static let messageBytesMin = CommitLimits.bodyBytesMax + 16_384
  /// What the setting should be: Kafka's own default.
  static let messageBytes = "max.message.bytes=1048588"

  package static func settings(replication: Int32) -> [(name: String, value: String)] {
    kept + TopicDurability.settings(replicas: replication)
  }

  private static let kept = [
    (name: "cleanup.policy", value: "delete"), (name: "retention.ms", value: "-1"),
    (name: "retention.bytes", value: "-1"),
  ]

  /// Why no topic is made now; `nil`: it may be. Three brokers of which one is away look as two do, and a topic of two
  /// copies would be refused when the third is there.
  /// - Parameter wanted: copies that were asked for; `nil`: nobody asked.
  static func reasonNotToMake(_ topic: String, brokers: Int32, wanted: Int32?) -> String? {
    guard wanted == nil, brokers == 2 else { return nil }
    return
      "topic \(topic) is not made with 2 brokers there: if a third is away, it would keep too few copies once that "
      + "is back. Start the third broker first, or say --kafka-copies 2 if there are only two"
  }

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
    wrong += TopicDurability.wrong(found, replicas: replicas)
    if let bytes = found["max.message.bytes"].flatMap({ Int($0) }), bytes < messageBytesMin {
      wrong.append(("max.message.bytes", "1048588"))
    }
    guard !wrong.isEmpty else { return nil }
    return "topic \(topic) would lose commits or refuse them (\(TopicDurability.standing(wrong, in: found))): "
      + TopicDurability.remedy(wrong, of: topic, at: brokers)
  }
}
