import KafkaEventLog

/// The roles of a server, each in a process of its own, on one database and one topic.
struct RoleProcesses {
  /// The engine first: the others need a centre.
  static let engine = "engine"
  static let others = ["routing", "calls", "kpi"]

  private let stateFolder: String
  private let kafka: String
  private var running: [RoleProcess] = []

  init(on server: BenchmarkServer, topic: KafkaSettings) {
    stateFolder = server.folder
    kafka = "\(topic.brokers)/\(topic.topic)"
  }

  mutating func start(_ role: String) throws {
    running.append(try RoleProcess.start(role, in: stateFolder, kafka: kafka))
  }

  func requireAlive() throws { for each in running { try each.requireAlive() } }

  /// Seconds of processors that each has used so far.
  var times: [(part: String, seconds: Double)] {
    running.map { ($0.role, ProcessorTime.seconds(ofProcess: Int($0.process))) }
  }

  func stop() async { for each in running { await each.stop() } }
}
