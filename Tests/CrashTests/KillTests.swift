import EmbeddedPostgres
import EventLog
import Glibc
import PluginKit
import PostgresTesting
import Storage
import Testing
import TrunklineTesting
import Values

extension CrashTests {
  /// `TRUNKLINE_KILLS=1000` for a long night; `TRUNKLINE_SEED` repeats one.
  @Test func killedAtRandomMoments() async throws {
    let kills = number("TRUNKLINE_KILLS") ?? 20
    let seed = number("TRUNKLINE_SEED") ?? UInt64.random(in: 1...(1 << 32))
    print("seed \(seed)")
    var random = Seeded(seed)
    try await Ground.with { ground in
      var children: [Child] = []
      for kill in 0..<kills {
        let child = try ground.child(["work", "51", "\(1 + kill * 100_000)", "90000"])
        let enough = 5 + Int(random.next() % 60)
        await child.said { lines in lines.count > enough }
        let end = await child.killed()
        try expectEqual(end, .killed(by: SIGKILL), "kill \(kill) of seed \(seed): \(child.lines.suffix(2))")
        children.append(child)
      }
      try await ground.check(children, on: .numbered(51))
      try expect(children.contains { !$0.acknowledged.isEmpty }, "something was acknowledged")
      try expect(try await ground.store.holds(of: "counting").isEmpty, "no hold, seed \(seed)")
      try await ground.run(["project"])
      try expect(try await ground.store.holds(of: "counting").isEmpty, "no hold, seed \(seed)")
      try expectEqual(
        try await ground.positions()[.numbered(51)], try await ground.log.head(of: .numbered(51)).position.number)
      try await ground.audit()
    }
  }

  @Test func theServerIsKilledAndTheRestGoesOn() async throws {
    let folder = try TemporaryFolder.make()
    var children: [Child] = []
    for round in 0..<3 as Range<UInt64> {
      let server = try await EmbeddedPostgres.attach(stateFolder: folder)
      let settings = await server.connectionSettings
      let child = try Child.probe(settings, ["append", "5", "\(1 + round * 100_000)", "90000", "4"])
      await child.said { $0.count > 30 }
      await server.killServerForTests()
      let end = await child.finished()
      try expectEqual(end, .exited(1), "round \(round): \(child.lines.suffix(2))")
      children.append(child)
      try await server.leave()
    }
    let server = try await EmbeddedPostgres.attach(stateFolder: folder)
    let ground = try await Ground.on(await server.connectionSettings)
    try await ground.check(children, on: Ground.slices[0])
    try expect(children.allSatisfy { $0.acknowledged.count >= 20 }, "each round had acknowledgements")
    await ground.close()
    try await server.leave()
  }

  /// `TRUNKLINE_TAKEOVERS=1000` for a long night.
  @Test func twoWritersCompete() async throws {
    let takings = number("TRUNKLINE_TAKEOVERS") ?? 100
    try await Ground.with { ground in
      let children = try [1_000_000, 2_000_000].map { base in
        try ground.child(["compete", "5", "\(base)", "\(takings)"])
      }
      for child in children {
        let end = await child.finished()
        try expectEqual(end, .exited(0), "\(child.lines.suffix(2))")
      }
      try await ground.check(children, on: Ground.slices[0])
      let records = try await ground.log.verified(Ground.slices[0])
      let epochs = try records.filter { try $0.commit.isMarker }.map(\.epoch.number)
      try expectEqual(epochs, Array(1...takings * 2), "epochs, one after the other")
      // Each process's own takings, as it saw them.
      for child in children {
        let owned = child.lines.compactMap { $0.hasPrefix("owned ") ? UInt64($0.split(separator: " ")[1]) : nil }
        try expectEqual(owned.count, Int(takings))
        try expectEqual(owned, owned.sorted(), "epochs of one process")
      }
    }
  }

  @Test func aZombieIsFenced() async throws {
    try await Ground.with { ground in
      let slice = Ground.slices[0]
      for round in 0..<4 as Range<UInt64> {
        let zombie = try ground.child(["append", "5", "\(1 + round * 100_000)", "90000", "4"])
        await zombie.said { $0.count > 12 }
        zombie.send(SIGSTOP)
        let (writer, marker) = try await SliceWriter.acquire(slice, of: ground.log, marker: .by("successor"))
        let base = 50_000_000 + round * 100
        for number in base..<(base + 5) { _ = try await writer.submit([.numbered(number)]) }
        zombie.send(SIGCONT)
        let end = await zombie.finished()
        try expectEqual(end, .exited(1))
        try expect(zombie.lines.last?.contains("taken by another writer") == true, "\(zombie.lines.suffix(1))")
        _ = try await writer.submit([.numbered(base + 50)])
        try await ground.check([zombie], on: slice)
        let after = try await ground.log.records(of: slice, after: marker).compactMap { try $0.commit.number }
        try expectEqual(after, Array(base..<(base + 5)) + [base + 50], "after the marker of round \(round)")
      }
    }
  }

  /// The event that takes the process down is found by narrowing, held, and the rest goes on.
  @Test func anEventThatCrashesIsHeld() async throws {
    try await Ground.with { ground in
      for slice in Ground.slices { try await ground.write(1...400, to: slice) }
      try await ground.run(["project"])
      try await ground.write(500...900, to: Ground.slices[0])
      try await ground.write(1_000...1_400, to: Ground.slices[1])
      var crashes = 0
      while true {
        let child = try ground.child(["project", "trapping", "777"])
        let end = await child.finished()
        if end == .exited(0) {
          try expect(child.lines.contains { $0.hasPrefix("held 5 ") }, "\(child.lines)")
          break
        }
        crashes += 1
        try expect(crashes <= 6, "held after at most six crashes: \(child.lines.suffix(1))")
      }
      try expect(crashes >= 2, "\(crashes) crashes")
      let holds = try await ground.store.holds(of: "counting")
      try expectEqual(holds.map(\.slice), [Ground.slices[0]])
      let held = try await ground.log.records(of: Ground.slices[0])[Int(holds[0].position.number) - 1]
      try expectEqual(try held.commit.number, 777, "exactly that commit")
      let positions = try await ground.positions()
      try expectEqual(positions[Ground.slices[0]], holds[0].position.number - 1, "everything before it is applied")
      try expectEqual(positions[Ground.slices[1]], 803, "the other slice went on")
      // Repaired, and let go.
      try await ground.store.release(plugin: "counting", slice: Ground.slices[0], skipping: nil, by: "sofia")
      try await ground.run(["project"])
      try expectEqual(try await ground.positions()[Ground.slices[0]], 803)
      try await ground.audit()
    }
  }

  func number(_ name: String) -> UInt64? { getenv(name).flatMap { UInt64(String(cString: $0)) } }
}

/// SplitMix64: the same moments for the same seed.
struct Seeded {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
