import PostgresClient
import Testing
import TrunklineTesting
import Values

extension CrashTests {
  /// A policy that traps takes the process with it four times at most; then it is held, by name, and calls go on.
  @Test func aPolicyThatTrapsIsHeld() async throws {
    try await Ground.with { ground in
      var ends: [Child.End] = []
      for number in 1...5 {
        let child = try ground.child(["policy", "\(number)"])
        let end = await child.finished()
        ends.append(end)
        guard end == .exited(0) else { continue }
        try expect(child.lines.contains("held"), "\(child.lines)")
        try expectEqual(child.acknowledged.map(\.number), [UInt64(number)], "calls go on")
        break
      }
      try expectEqual(ends.count, 5, "\(ends)")
      try expectEqual(ends.last, .exited(0), "\(ends)")
      let holds = try await ground.store.holds(of: "trapping")
      try expect(holds.first?.reason.contains("took the process down") ?? false, "\(holds)")
    }
  }
}
