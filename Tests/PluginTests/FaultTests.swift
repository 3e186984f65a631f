import EventLog
import Events
import PluginKit
import Storage
import Testing
import TrunklineTesting
import Values

@testable import Calls
@testable import KPI

/// What a projection can't fold stops its slice, named; nothing else does, and nothing ends the process.
@Suite(.serialized) struct FaultTests {
  static let plugins = [KPI.plugin, Calls.plugin]

  /// `occurred_at` = 5, then family 4 (entry) with case 63 of a newer schema.
  private static let newerEntry: [UInt8] = [8, 5, 34, 3, 0xFA, 0x03, 0]
  /// Family 24, which this version does not know.
  private static let newerFamily: [UInt8] = [8, 5, 0xC2, 0x01, 2, 10, 0]
  /// Family 3 (IVR), which neither plugin reads, with case 63.
  private static let newerIVR: [UInt8] = [8, 5, 26, 3, 0xFA, 0x03, 0]
  /// Ends in the middle of a field.
  private static let torn: [UInt8] = [8, 5, 34, 9, 1]

  private static let abandoned = at(
    20, .entry(.abandoned(EntryAbandoned(stay: .of(1, at: 0), waitMs: span(20), during: .waiting, withinTarget: true))))

  private static func fault(_ story: Story, _ plugin: Plugin, _ skipped: SkippedEvents = SkippedEvents())
    -> ProjectionFault?
  {
    var changes = RowChanges(tables: plugin.tables)
    do {
      for batch in story.batches(of: 100) { try plugin.projection.fold(batch, skipping: skipped, into: &changes) }
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: plugins.indices) func anUnknownEventOfAFamilyThatIsReadStopsTheSlice(plugin: Int) throws {
    var story = Story()
    story.commit(Self.abandoned)
    story.commit([Self.abandoned], raw: Self.newerEntry)
    let fault = try #require(Self.fault(story, Self.plugins[plugin]))
    #expect(fault.position == Position(2))
    #expect(fault.eventIndex == 1)
    #expect(fault.reason.contains("entry.unknown-63"))
  }

  @Test(arguments: plugins.indices) func familiesThatAreNotReadPassBy(plugin: Int) {
    var story = Story()
    story.commit([Self.abandoned], raw: Self.newerFamily, Self.newerIVR)
    story.commit(
      at(0, .slice(.ownershipTaken(OwnershipTaken(owner: "a")))), centre: nil)
    #expect(Self.fault(story, Self.plugins[plugin]) == nil)
  }

  @Test(arguments: plugins.indices) func aTornEventStopsTheSliceAndCanBeSkipped(plugin: Int) throws {
    var story = Story()
    story.commit([Self.abandoned], raw: Self.torn, [])
    story.commit(Self.abandoned)
    let fault = try #require(Self.fault(story, Self.plugins[plugin]))
    #expect(fault.position == Position(1))
    #expect(fault.eventIndex == 1)
    var skipped = SkippedEvents()
    skipped.insert(position: fault.position, eventIndex: fault.eventIndex)
    #expect(Self.fault(story, Self.plugins[plugin], skipped) == nil)
  }

  @Test func aSkippedEventOrCommitIsNotCounted() throws {
    var story = Story()
    story.commit(Self.abandoned, Self.abandoned)
    story.commit(Self.abandoned)
    var skipped = SkippedEvents()
    skipped.insert(position: Position(1), eventIndex: 0)
    var contents = try TableContents(KPI.plugin, story.batches(of: 9), skipping: skipped)
    expect(try contents.only("queue_event"), ["abandoned": 2])
    skipped.insert(position: Position(2), eventIndex: -1)
    contents = try TableContents(KPI.plugin, story.batches(of: 9), skipping: skipped)
    expect(try contents.only("queue_event"), ["abandoned": 1])
  }

  @Test(arguments: plugins.indices) func anEventOfACentreNeedsOne(plugin: Int) throws {
    var story = Story()
    story.commit(Self.abandoned, centre: nil)
    #expect(Self.fault(story, Self.plugins[plugin])?.eventIndex == 0)
  }

  @Test func timesThatNoClockShowsAreFaults() {
    let stay = Stay.of(1, at: 0)
    func left(_ since: Int64, _ until: Int64) -> Event {
      at(
        0,
        .agent(
          .becameReady(
            AgentBecameReady(
              agent: .bo, cause: .`self`,
              left: AgentInterval(state: .idle, since: Instant(ms: since), until: Instant(ms: until))))))
    }
    let events = [
      left(0, 401 * 86_400_000), left(.min, .max), left(5, 4), left(.max - 5, .max),
      Event(occurredAt: Instant(ms: .min), body: .entry(.enqueued(EntryEnqueued(stay: stay)))),
      Event(occurredAt: Instant(ms: .max), body: .agent(.struck(AgentStruck(agent: .bo, strikes: 1, call: stay.call)))),
    ]
    for event in events {
      var story = Story()
      story.commit(event)
      #expect(Self.fault(story, KPI.plugin)?.eventIndex == 0, "\(event)")
    }
  }

  @Test func textThatIsNotUTF8IsAFault() throws {
    var story = Story()
    story.commit(
      at(9, .entry(.failed(EntryFailed(stay: .of(1, at: 0), waitMs: span(9), cause: "pqrs")))))
    var body = story.bodies[0]
    let place = try #require(body.firstRange(of: Array("pqrs".utf8)))
    body[place.lowerBound] = 0xFF
    let batch = RecordBatch(
      slice: Slice(of: .north),
      records: [Record(position: Position(1), epoch: Epoch(1), id: .zero, prev: .zero, body: body)])
    var changes = RowChanges(tables: Calls.plugin.tables)
    #expect(throws: ProjectionFault.self) {
      try Calls.plugin.projection.fold(batch, skipping: SkippedEvents(), into: &changes)
    }
  }
}
