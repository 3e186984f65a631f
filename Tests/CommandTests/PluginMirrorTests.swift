import EventLog
import Synchronization
import Testing
import TrunklineTesting
import Values

@testable import PluginKit
@testable import trunkline

/// Where plugins are, as it is shown outside.
@Suite struct PluginMirrorTests {
  private static func health(
    _ plugin: String, _ state: PluginHealth.State, at position: UInt64, slice: UInt32 = 3
  ) -> PluginHealth {
    var health = PluginHealth(plugin: plugin, slice: .numbered(slice))
    health.state = state
    health.position = Position(position)
    return health
  }

  private static func place(_ reader: String, _ slice: UInt32, _ position: UInt64) -> ReaderPlace {
    ReaderPlace(reader: reader, slice: .numbered(slice), position: Position(position))
  }

  @Test func aPluginIsWhereTheSlowerOfItsPartsIs() throws {
    let boards = [
      Self.health("calls", .running, at: 9), Self.health("kpi", .held, at: 3), Self.health("kpi", .running, at: 8),
      Self.health("kpi", .running, at: 4, slice: 5), Self.health("routing", .flooding, at: 7),
    ]
    try expectEqual(
      ReaderPlace.all(of: boards),
      [Self.place("calls", 3, 9), Self.place("kpi", 3, 3), Self.place("kpi", 5, 4), Self.place("routing", 3, 7)])
  }

  /// It would look as if it had everything before it.
  @Test func aPluginThatHasNotLookedIsNotShown() throws {
    let boards = [
      Self.health("calls", .starting, at: 0), Self.health("kpi", .waiting, at: 0),
      Self.health("publisher", .waiting, at: 6), Self.health("routing", .starting, at: 5),
      Self.health("archive", .held, at: 0),
    ]
    try expectEqual(
      ReaderPlace.all(of: boards), [Self.place("publisher", 3, 6), Self.place("routing", 3, 5)])
  }

  // MARK: beside the plugins

  /// What a mirror was shown, and what is on the boards.
  private final class Stage: PositionMirror {
    struct State: Sendable {
      var boards: [PluginHealth] = []
      var isAway = false
      var tries = 0
      var shown: [[ReaderPlace]] = []
      var said: [String] = []
      var isClosed = false
    }
    let state = Mutex(State())

    func show(_ places: [ReaderPlace]) async throws(LogFailure) {
      let isAway = state.withLock { state in
        state.tries += 1
        if !state.isAway { state.shown.append(places) }
        return state.isAway
      }
      if isAway { throw LogFailure(.unavailable, "nobody is there") }
    }

    func close() async { state.withLock { $0.isClosed = true } }

    func mirror() -> PluginMirror {
      PluginMirror(
        mirror: self, boards: { self.state.withLock { $0.boards } },
        say: { entry in self.state.withLock { $0.said.append(entry.event) } }, every: .milliseconds(1),
        patience: .zero)
    }

    func set(_ board: PluginHealth) { state.withLock { $0.boards = [board] } }
    var now: State { state.withLock { $0 } }
  }

  @Test(.timeLimit(.minutes(1))) func whatIsNewIsShownAndTroubleIsToldOnce() async throws {
    let stage = Stage()
    stage.set(Self.health("kpi", .running, at: 4))
    let running = Task { await stage.mirror().run() }
    await until { stage.now.shown == [[Self.place("kpi", 3, 4)]] }
    stage.state.withLock { $0.isAway = true }
    stage.set(Self.health("kpi", .running, at: 5))
    let tries = stage.now.tries
    await until { stage.now.tries > tries + 3 }
    try expectEqual(stage.now.said, ["mirror.away"])
    stage.state.withLock { $0.isAway = false }
    await until { stage.now.said.count == 2 }
    try expectEqual(stage.now.said, ["mirror.away", "mirror.back"])
    running.cancel()
    await running.value
    // Nothing was shown twice.
    try expectEqual(stage.now.shown, [[Self.place("kpi", 3, 4)], [Self.place("kpi", 3, 5)]])
    #expect(stage.now.isClosed)
  }

  @Test func aShortAbsenceIsNoNews() {
    var trouble = MirrorTrouble(patience: .seconds(10))
    let start = ContinuousClock.now
    #expect(trouble.happened("away", at: start) == nil)
    #expect(trouble.happened("away", at: start + .seconds(9)) == nil)
    #expect(trouble.isHappening)
    #expect(trouble.over() == nil)
    #expect(trouble.happened("away", at: start + .seconds(11)) == nil)
    #expect(trouble.happened("away", at: start + .seconds(21))?.event == "mirror.away")
    #expect(trouble.happened("away", at: start + .seconds(31)) == nil)
    #expect(trouble.over()?.event == "mirror.back")
    #expect(trouble.over() == nil)
  }
}
