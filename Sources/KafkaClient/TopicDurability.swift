/// What a topic must be set to so that what it acknowledged outlives one broker of three.
package enum TopicDurability {
  package typealias Setting = (name: String, value: String)
  private static let inSync = "min.insync.replicas"
  private static let elections: Setting = (name: "unclean.leader.election.enable", value: "false")

  /// Two of three have what was acknowledged: one may be lost. Of two both would have to be there for every record.
  private static func inSyncMin(replicas: Int32) -> Int32 { replicas >= 3 ? 2 : 1 }

  /// Of a topic that is made now.
  package static func settings(replicas: Int32) -> [Setting] {
    [elections, (name: inSync, value: "\(inSyncMin(replicas: replicas))")]
  }

  /// Those that a topic has otherwise, each as it should be.
  package static func wrong(_ found: [String: String], replicas: Int32) -> [Setting] {
    var wrong = found[elections.name] == elections.value ? [] : [elections]
    // More than there are copies would refuse every record.
    let least = inSyncMin(replicas: replicas)
    if !(least...max(least, replicas)).contains(found[inSync].flatMap { Int32($0) } ?? 0) {
      wrong.append((inSync, "\(least)"))
    }
    return wrong
  }

  /// What the settings are, for people.
  package static func standing(_ wrong: [Setting], in found: [String: String]) -> String {
    wrong.map { "\($0.name)=\(found[$0.name] ?? "?")" }.joined(separator: ", ")
  }

  /// The command that makes settings what they should be.
  package static func remedy(_ wrong: [Setting], of topic: String, at brokers: String) -> String {
    "kafka-configs.sh --bootstrap-server \(brokers) --alter --entity-type topics --entity-name \(topic) --add-config "
      + wrong.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
  }
}
