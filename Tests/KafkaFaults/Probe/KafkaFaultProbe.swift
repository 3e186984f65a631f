import CallHandling
import Digest
import EventLog
import Events
import Glibc
import KafkaClient
import KafkaEventLog
import Storage
import SystemTime
import TrunklineTesting
import Values

/// A process for the faults of Kafka: serves the example centre to its own callers and writes down what is
/// acknowledged, or says what became of that.
///
/// `KafkaFaultProbe BROKERS TOPIC live ACKS LANES BASE` goes on until it is killed, and ends with 9 when it was fenced.
/// `… oversize` sends commits that are too large, and says what it was told.
/// `… audit ACKS…` ends with 1 when something was lost or stands twice, and counts the records that were passed over.
@main struct KafkaFaultProbe {
  static let slice = Slice(of: .example)
  let log: KafkaEventLog

  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    var made = KafkaSettings(brokers: words[0])
    made.topic = words[1]
    let settings = made
    do {
      let probe = KafkaFaultProbe(log: try await untilReachable { try await open(settings) })
      switch words[2] {
      case "live": try await probe.live(acks: words[3], lanes: UInt64(words[4])!, base: UInt64(words[5])!)
      case "oversize": try await probe.oversize()
      case "audit": exit(try await untilReachable { try await probe.audit(Array(words.dropFirst(3))) } ? 0 : 1)
      default: exit(64)
      }
    } catch {
      say(2, "\(WallClock.now()) probe: \(error)")
      if case .fenced? = (error as? LogFailure)?.kind { exit(9) }
      exit(70)
    }
  }

  private static func open(_ settings: KafkaSettings) async throws -> KafkaEventLog {
    try await KafkaEventLog.open(
      settings, chain: Chain(hash: SHA256.digest), index: MemoryLogIndex(), newID: LogID(.random()))
  }

  /// Brokers come and go: what can't be reached is tried again, for as long as the faults may take.
  private static func untilReachable<R: Sendable>(_ body: @Sendable () async throws -> R) async throws -> R {
    var backOff = BackOff()
    let end = ContinuousClock.now + .seconds(90)
    while true {
      do {
        return try await body()
      } catch let failure as LogFailure {
        guard failure.kind == .unavailable, ContinuousClock.now < end else { throw failure }
        say(2, "\(WallClock.now()) probe: \(failure)")
      }
      await backOff.pause()
    }
  }

  static func say(_ file: Int32, _ text: String) {
    var line = text + "\n"
    _ = line.withUTF8 { write(file, $0.baseAddress, $0.count) }
  }

  // MARK: live

  func live(acks: String, lanes: UInt64, base: UInt64) async throws {
    let file = Glibc.open(acks, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    let server = server()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.serve() }
      group.addTask {
        try await Self.send([Self.command(.configure(Configure(configuration: .example)), .random())], to: server)
        try await withThrowingTaskGroup(of: Void.self) { callers in
          for lane in 0..<lanes { callers.addTask { try await Self.call(base + lane * 1_000_000, server, file) } }
          try await callers.waitForAll()
        }
      }
      try await group.next()
      group.cancelAll()
    }
  }

  func server() -> SliceServer {
    SliceServer(
      slice: Self.slice, loader: SliceLoader(log: log), time: ProbeTime(),
      identity: WriterIdentity(owner: "probe \(ID128.random())", newID: { CommandID(.random()) }))
  }

  /// Calls that come and go, one after the other. What was not answered is sent again under the same ids.
  private static func call(_ first: UInt64, _ server: SliceServer, _ acks: Int32) async throws {
    var number = first
    while !Task.isCancelled {
      number += 1
      let arrival = command(
        .reportArrival(ReportArrival(call: .inbound(.call(number)))), ID128(high: 0xacc, low: number))
      let gone = command(
        .reportCallerHungUp(ReportCallerHungUp(call: .call(number))), ID128(high: 0xacd, low: number))
      let commands = [arrival, gone]
      for (command, reply) in zip(commands, try await send(commands, to: server)) {
        switch reply.outcome {
        case .accepted(let accepted): say(acks, "\(command.id) \(accepted.position)")
        case .repeat(let earlier): say(acks, "\(command.id) \(earlier.position)")
        default: break
        }
      }
    }
  }

  @discardableResult
  static func send(_ commands: [Command], to server: SliceServer) async throws -> [CommandReply] {
    var backOff = BackOff()
    while true {
      do {
        return try await server.send(commands)
      } catch let failure as CommandPortFailure {
        // A service that has ended says why; these commands have nobody to go to then.
        guard failure.kind != .noWriter, !Task.isCancelled else { throw failure }
        say(2, "\(WallClock.now()) probe: \(failure)")
      }
      await backOff.pause()
    }
  }

  static func command(_ body: Command.Body, _ id: ID128) -> Command {
    Command(
      id: CommandID(id), centre: .example, at: .epoch, recordedAt: .epoch, actor: .telephony, body: body)
  }

  // MARK: audit

  private func audit(_ files: [String]) async throws -> Bool {
    // Before the log: what is acknowledged meanwhile is there, and not asked for.
    let acknowledgements = try files.flatMap(Self.lines)
    let records = try await log.verified(Self.slice)
    let commits = try records.map { try $0.commit }
    var places: [CommandID: Position] = [:]
    var faults: [String] = []
    for commit in commits where commit.centre != nil {
      if let other = places.updateValue(commit.position, forKey: commit.commandID) {
        faults.append("command \(commit.commandID) stands at \(other) and at \(commit.position)")
      }
    }
    let takings = commits.count { $0.isMarker }
    var acked = 0
    for line in acknowledgements {
      let words = line.split(separator: " ")
      guard words.count == 2, let id = CommandID(text: String(words[0])), let position = UInt64(words[1]) else {
        continue
      }
      acked += 1
      guard places[id] != Position(position) else { continue }
      let place = places[id].map { "stands at \($0)" } ?? "is not there"
      faults.append("command \(id) was acknowledged at \(position), and \(place)")
    }
    let rules = try await LogAudit.run(Self.slice, of: log)
    if !rules.isClean { faults.append("verify: \(rules.breaks) \(rules.violations)") }
    let skipped = try await log.passedOver(in: Self.slice).formerWriters
    Self.say(
      1,
      "commits \(commits.count) takings \(takings) acknowledged \(acked) passed-over \(skipped) "
        + "faults \(faults.count)")
    for fault in faults.prefix(20) { Self.say(1, "WRONG: \(fault)") }
    return faults.isEmpty
  }

  private static func lines(_ path: String) throws -> [Substring] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
    // The last line may be cut by a kill.
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { $0 }
  }
}
