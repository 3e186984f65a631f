/// What the design promises of the open loop's p99. In the database it depends on the disk, which is measured right
/// before and after.
struct OpenLoopPromise {
  private let server: BenchmarkServer
  /// `nil`: the log is on Kafka, whose broker waits for no disk.
  private let disk: Latencies?

  private static let onKafkaMs = 10.0

  init(_ server: BenchmarkServer) throws {
    self.server = server
    disk = server.topic == nil ? try Disk.syncs(in: server.folder) : nil
  }

  func bound() throws -> (name: String, ms: Double) {
    guard let disk else { return ("promised", Self.onKafkaMs) }
    let all = Latencies(disk.sorted + (try Disk.syncs(in: server.folder)).sorted)
    return ("3 ms + 2 × fdatasync p99", 3 + 2 * all.p99)
  }
}
