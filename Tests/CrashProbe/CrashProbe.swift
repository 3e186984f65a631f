import Digest
import EventLog
import Glibc
import PluginKit
import PostgresClient
import PostgresEventLog
import PostgresStorage
import TrunklineTesting
import Values

/// A process for the crash tests to kill: appends, projects or rebuilds, and tells each thing that it knows to be
/// durable.
///
/// `CrashProbe HOST PORT DATABASE USER append SLICE BASE COUNT LANES`, `… project [FAULT NUMBER]`,
/// `… rebuild`, `… work SLICE BASE COUNT`, `… compete SLICE BASE TAKINGS`, `… serve BASE COUNT`,
/// `… policy NUMBER`.
@main struct CrashProbe {
  let settings: ConnectionSettings
  let owner: String

  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    var settings = ConnectionSettings(host: words[0], port: Int(words[1]), database: words[2], user: words[3])
    settings.connectTimeout = .seconds(30)
    let probe = CrashProbe(settings: settings, owner: "probe \(ID128.random())")
    let arguments = Array(words.dropFirst(5))
    do {
      switch words[4] {
      case "append":
        try await probe.append(
          to: .numbered(UInt32(arguments[0])!), base: UInt64(arguments[1])!, count: UInt64(arguments[2])!,
          lanes: UInt64(arguments[3])!)
      case "project": try await probe.project(Self.fault(arguments))
      case "rebuild": try await probe.rebuild()
      case "work":
        try await probe.work(
          on: .numbered(UInt32(arguments[0])!), base: UInt64(arguments[1])!, count: UInt64(arguments[2])!)
      case "compete":
        try await probe.compete(
          for: .numbered(UInt32(arguments[0])!), base: UInt64(arguments[1])!, takings: UInt64(arguments[2])!)
      case "policy": try await probe.policy(number: UInt64(arguments[0])!)
      case "serve": try await probe.serve(base: UInt64(arguments[0])!, count: UInt64(arguments[1])!)
      default: say("what is \(words[4])?")
      }
      say("done")
    } catch {
      say("failed \(error)")
      exit(1)
    }
  }

  private static func fault(_ arguments: [String]) -> CountingPlugin.Fault {
    guard arguments.count == 2, let number = UInt64(arguments[1]) else { return .none }
    return arguments[0] == "trapping" ? .trapping(at: number) : .throwing(at: number)
  }

  /// At once and in one piece, since we may die at any moment.
  static func say(_ line: String) {
    var text = line + "\n"
    _ = text.withUTF8 { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }

  func log() async throws -> PostgresEventLog {
    try await PostgresEventLog.open(
      settings, chain: Chain(hash: SHA256.digest), newID: LogID(.random()), readersMax: 2)
  }

  /// Takes the slice and appends; each lane waits for its acknowledgement before it submits again.
  private func append(to slice: Slice, base: UInt64, count: UInt64, lanes: UInt64) async throws {
    try await append(to: slice, of: try await log(), base: base, count: count, lanes: lanes)
  }

  private func append(
    to slice: Slice, of log: any EventLog, base: UInt64, count: UInt64, lanes: UInt64
  ) async throws {
    let (writer, point) = try await SliceWriter.acquire(slice, of: log, marker: .by(owner))
    Self.say("owned \(point.epoch) \(point.position)")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for lane in 0..<lanes {
        group.addTask {
          var number = base + lane
          while number < base + count {
            let position = try await writer.submit([.numbered(number)])
            Self.say("acked \(number) \(position)")
            number += lanes
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// Takes the slice again and again, and writes until it is fenced or has written enough.
  private func compete(for slice: Slice, base: UInt64, takings: UInt64) async throws {
    let log = try await log()
    for taking in 0..<takings {
      do {
        try await append(to: slice, of: log, base: base + taking * 100, count: 12, lanes: 3)
      } catch let failure as LogFailure {
        guard case .fenced = failure.kind else { throw failure }
      }
    }
  }

  private func project(_ fault: CountingPlugin.Fault) async throws {
    let store = try await PostgresProjectionStore.open(settings, connectionsMax: 4)
    let host = ProjectionHost(
      log: try await log(), store: store, plugins: [CountingPlugin.plugin(fault: fault)], owner: owner)
    try await host.open()
    for standing in try await host.catchUp() {
      for hold in standing.holds { Self.say("held \(hold.slice) \(hold.position)") }
    }
  }

  private func rebuild() async throws {
    let store = try await PostgresProjectionStore.open(settings, connectionsMax: 4)
    let report = try await Rebuild(
      log: try await log(), store: store, plugin: CountingPlugin.plugin(), owner: owner
    ).run()
    Self.say("serving \(report.build.number)")
  }

  /// Appends and follows, as a server does.
  private func work(on slice: Slice, base: UInt64, count: UInt64) async throws {
    let store = try await PostgresProjectionStore.open(settings, connectionsMax: 4)
    let log = try await log()
    let host = ProjectionHost(log: log, store: store, plugins: [CountingPlugin.plugin()], owner: owner)
    try await host.open()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        await host.follow(slice)
        // It returns only when it is told to, or at a hold.
        for hold in try await store.holds(of: CountingPlugin.plugin().name) {
          Self.say("held \(hold.slice) \(hold.position)")
        }
      }
      group.addTask { try await append(to: slice, of: log, base: base, count: count, lanes: 4) }
      try await group.next()
      group.cancelAll()
    }
  }
}
