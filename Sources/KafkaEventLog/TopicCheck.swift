import EventLog
import Values

/// What a topic must be to hold a log, and what is wrong with one that is not.
enum TopicCheck {
  /// A commit of the largest size, its key and the frame of a batch.
  static let messageBytesMin = CommitLimits.bodyBytesMax + 16_384

  static func settings(replication: Int32) -> [(name: String, value: String)] {
    var all = [
      (name: "cleanup.policy", value: "delete"), (name: "retention.ms", value: "-1"),
      (name: "retention.bytes", value: "-1"), (name: "unclean.leader.election.enable", value: "false"),
    ]
    // Two of three have what was acknowledged: one may be lost.
    if replication >= 3 { all.append((name: "min.insync.replicas", value: "2")) }
    return all
  }

  /// `nil`: nothing is wrong.
  static func fault(partitions: Int, of topic: String) -> String? {
    guard partitions != Int(Slice.count) else { return nil }
    return "topic \(topic) has \(partitions) partitions, and a log has \(Slice.count): name another topic, which is "
      + "then made as it must be"
  }

  /// What is wrong with the settings and the command that mends it; `nil`: nothing.
  static func fault(settings found: [String: String], of topic: String, at brokers: String) -> String? {
    var wrong: [(name: String, value: String)] = []
    for (name, value) in settings(replication: 1) where found[name] != value { wrong.append((name, value)) }
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
