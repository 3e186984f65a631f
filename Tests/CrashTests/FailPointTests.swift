import FailPoints
import Glibc
import PluginKit
import PostgresTesting
import Storage
import Testing
import TrunklineTesting
import Values

/// Processes that die, one test after the other: each has the machine to itself.
@Suite(.serialized) struct CrashTests {}

extension CrashTests {
  /// Dies at each point that the probe comes to, for its first and for a later hit; then the rest must be as if it had
  /// not. Those of a serving process are died at in Tests/Crashes/live-kills, as these are.
  @Test(arguments: FailPoint.allCases.filter { !$0.isOfAServer }, [1, 3])
  func dying(at point: FailPoint, hit: Int) async throws {
    switch point {
    case .appendBeforeBegin, .appendAfterInsert, .appendAfterCommitSent, .appendAfterReply:
      try await Ground.with { try await appending(on: $0, at: point, hit: hit) }
    case .projectionBeforeRows, .projectionBeforeCommit, .projectionAfterCommit:
      try await Ground.with { try await projecting(on: $0, at: point, hit: hit) }
    case .swapBeforeCommit, .swapAfterCommit:
      // A swap happens once in a process.
      if hit == 1 { try await Ground.with { try await swapping(on: $0, at: point) } }
    case .importBetweenBatches:
      if hit == 1 { try await Ground.with { try await importing(on: $0, at: point) } }
    case .acquireAfterMarker:
      if hit == 1 { try await Ground.with { try await taking(on: $0, at: point) } }
    case .leaseAfterTake, .snapshotBeforeSave, .snapshotAfterSave, .wishesBeforeSend, .wishesAfterSend,
      .instructionsAfterTake, .answerBeforeSend:
      try expect(false, "\(point) is not on the probe's way")
    }
  }

  /// The child dies there, and the point was reached.
  private func dies(_ child: Child, at point: FailPoint, trace: String) async throws {
    let end = await child.finished()
    try expectEqual(end, .killed(by: SIGKILL), "\(point): \(child.lines.suffix(2))")
    try expectEqual(contents(of: trace), point.rawValue + "\n", "trace of \(point)")
  }

  private func appending(on ground: Ground, at point: FailPoint, hit: Int) async throws {
    let slice = Ground.slices[0]
    let trace = try TemporaryFolder.make() + "/trace"
    let child = try ground.child(
      ["append", "5", "1", "40", "4"], dyingAt: "\(point.rawValue):\(hit)", trace: trace)
    try await dies(child, at: point, trace: trace)
    try expect(child.acknowledged.count < 40, "it died before its end")
    try await ground.check([child], on: slice)
    let second = try await ground.run(["append", "5", "100", "20", "4"])
    try expectEqual(second.acknowledged.count, 20)
    try await ground.check([child, second], on: slice)
  }

  /// Who dies with the slice in his hands has it until the next takes it, and no longer.
  private func taking(on ground: Ground, at point: FailPoint) async throws {
    let slice = Ground.slices[0]
    let trace = try TemporaryFolder.make() + "/trace"
    let child = try ground.child(["append", "5", "1", "40", "4"], dyingAt: point.rawValue, trace: trace)
    try await dies(child, at: point, trace: trace)
    try expectEqual(try await ground.log.verified(slice).count, 1, "the marker is durable")
    let second = try await ground.run(["append", "5", "100", "20", "4"])
    try expect(second.lines.contains("owned 2 2"), "the next epoch: \(second.lines.prefix(1))")
    try await ground.check([second], on: slice)
  }

  private func projecting(on ground: Ground, at point: FailPoint, hit: Int) async throws {
    let trace = try TemporaryFolder.make() + "/trace"
    for slice in Ground.slices + [.numbered(60)] { try await ground.write(1...80, to: slice) }
    // The first filling dies, and the plugin has no rows yet; then one that serves.
    let first = try ground.child(["project"], dyingAt: "\(point.rawValue):\(hit)", trace: trace)
    try await dies(first, at: point, trace: trace)
    try expectEqual(try await ground.positions(), [:], "nothing serves")
    try await ground.run(["project"])
    try await ground.audit()
    for slice in Ground.slices + [.numbered(60)] { try await ground.write(100...180, to: slice) }
    let second = try ground.child(["project"], dyingAt: "\(point.rawValue):\(hit)", trace: trace + "2")
    try await dies(second, at: point, trace: trace + "2")
    try await ground.audit()
    try await ground.run(["project"])
    try expectEqual(Set(try await ground.positions().values), [163], "positions")
    try await ground.audit()
  }

  private func swapping(on ground: Ground, at point: FailPoint) async throws {
    let trace = try TemporaryFolder.make() + "/trace"
    for slice in Ground.slices { try await ground.write(1...50, to: slice) }
    try await ground.run(["project"])
    let child = try ground.child(["rebuild"], dyingAt: point.rawValue, trace: trace)
    try await dies(child, at: point, trace: trace)
    let after = try await ground.store.builds(of: "counting")
    let serving = after.filter { $0.state == .serving }.map(\.build.number)
    try expectEqual(serving, point == .swapBeforeCommit ? [1] : [2], "serving build")
    let rows = try await ground.store.rows(Query("SELECT count(*) FROM counting.note", views: ["counting.note"]))
    try expectEqual(rows, [[.integer(100)]], "what people read")
    try await ground.audit()
    try await ground.run(["rebuild"])
    let states = try await ground.store.builds(of: "counting").map(\.state)
    try expectEqual(states, [.retired, .serving], "what is left")
    try await ground.audit()
  }

  /// The program itself, importing a file of calls, dies between two batches; the same command finishes the work.
  private func importing(on ground: Ground, at point: FailPoint) async throws {
    let trace = try TemporaryFolder.make() + "/trace"
    let file = try TemporaryFolder.make() + "/calls.tsv"
    try write(Self.calls(3_000), to: file)
    let place =
      "postgresql:///\(ground.settings.database ?? "")?host=\(ground.settings.host ?? "")"
      + "&user=\(ground.settings.user ?? "")&port=\(ground.settings.port ?? 5432)"
    let words = ["import", "anonymous-bank", file, "--postgres", place]
    let child = try Child.start(
      "trunkline", words, environment: ["TRUNKLINE_FAIL_POINT": point.rawValue, "TRUNKLINE_FAIL_TRACE": trace])
    try await dies(child, at: point, trace: trace)
    let slice = Slice(of: CentreID(unchecked: "anonymous-bank"))
    let imported = try await ground.log.verified(slice).count
    try expect(imported > 1, "a batch was durable")
    let again = try Child.start("trunkline", words)
    let end = await again.finished()
    try expectEqual(end, .exited(0), "\(again.lines.suffix(2))")
    let whole = try await ground.log.verified(slice)
    try expect(whole.count > imported, "the rest came")
    let ids = try whole.filter { try !$0.commit.isMarker }.map { try $0.commit.commandID }
    try expectEqual(Set(ids).count, ids.count, "commands that took effect twice")
    let verify = try Child.start("trunkline", ["verify", "--postgres", place])
    let verdict = await verify.finished()
    try expectEqual(verdict, .exited(0), "verify: \(verify.lines.suffix(5))")
  }

  private static func calls(_ count: Int) -> String {
    var text =
      "vru+line\tcall_id\tcustomer_id\tpriority\ttype\tdate\tvru_entry\tvru_exit\tvru_time\tq_start\tq_exit\tq_time\t"
      + "outcome\tser_start\tser_exit\tser_time\tserver\n"
    for number in 0..<count {
      func clock(_ seconds: Int) -> String {
        let two = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
        return "\(two(7 + seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
      }
      let start = number * 15
      text +=
        "AA0101\t\(number + 1)\t0\t0\tPS\t990104\t\(clock(start))\t\(clock(start + 6))\t6\t\(clock(start + 6))\t"
        + "\(clock(start + 10))\t4\tAGENT\t\(clock(start + 10))\t\(clock(start + 14))\t4\tDORIT\n"
    }
    return text
  }
}

extension FailPoint {
  /// Come to by a serving process alone.
  fileprivate var isOfAServer: Bool {
    switch self {
    case .leaseAfterTake, .snapshotBeforeSave, .snapshotAfterSave, .wishesBeforeSend, .wishesAfterSend,
      .instructionsAfterTake, .answerBeforeSend:
      true
    case .appendBeforeBegin, .appendAfterInsert, .appendAfterCommitSent, .appendAfterReply, .projectionBeforeRows,
      .projectionBeforeCommit, .projectionAfterCommit, .swapBeforeCommit, .swapAfterCommit, .importBetweenBatches,
      .acquireAfterMarker:
      false
    }
  }
}

func contents(of path: String) -> String {
  guard let file = fopen(path, "r") else { return "" }
  defer { fclose(file) }
  var bytes = [UInt8](repeating: 0, count: 4096)
  let count = fread(&bytes, 1, bytes.count, file)
  return String(decoding: bytes[..<count], as: UTF8.self)
}

func write(_ text: String, to path: String) throws {
  let file = try #require(fopen(path, "w"))
  defer { fclose(file) }
  #expect(fputs(text, file) >= 0)
}
