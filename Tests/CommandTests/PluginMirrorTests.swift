import EventLog
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
      Self.health("calls", .running, at: 9), Self.health("kpi", .held, at: 0), Self.health("kpi", .running, at: 8),
      Self.health("kpi", .running, at: 4, slice: 5), Self.health("routing", .flooding, at: 7),
    ]
    try expectEqual(
      ReaderPlace.all(of: boards),
      [Self.place("calls", 3, 9), Self.place("kpi", 3, 0), Self.place("kpi", 5, 4), Self.place("routing", 3, 7)])
  }

  /// It would look as if it had everything before it.
  @Test func aPluginThatHasNotLookedIsNotShown() throws {
    let boards = [
      Self.health("calls", .starting, at: 0), Self.health("kpi", .waiting, at: 0),
      Self.health("publisher", .waiting, at: 6),
    ]
    try expectEqual(ReaderPlace.all(of: boards), [Self.place("publisher", 3, 6)])
  }
}
