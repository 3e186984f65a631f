import EventJSON
import Events
import PluginKit
import Publisher
import Storage
import Testing
import TrunklineTesting
import Values

/// What goes outside: CloudEvents 1.0 in binary mode.
@Suite struct PublisherTests {
  private static let call = CallID(ID128(high: 0xca11, low: 7))

  private static func commit(_ events: [Event], centre: CentreID? = .example) -> Commit {
    var commit = Commit(
      logID: LogID(ID128(high: 1, low: 1)), slice: Slice(of: .example), epoch: Epoch(3), position: Position(42),
      commandID: CommandID(ID128(high: 2, low: 2)), at: .noon, recordedAt: .noon, actor: .telephony)
    commit.centre = centre
    commit.events = events
    return commit
  }

  private static var arrival: Event {
    Event(occurredAt: .noon, body: .call(.arrived(CallArrived(call: call, direction: .inbound))))
  }

  private static func records(_ form: CloudEventsPublication.Form, _ commit: Commit) throws -> [OutgoingRecord] {
    try #require(Publisher.plugin(form).publication).records(of: commit)
  }

  @Test func anEventIsOneRecord() throws {
    let records = try Self.records(.json, Self.commit([Self.arrival, Self.arrival]))
    #expect(records.count == 2)
    let first = try #require(records.first)
    #expect(first.key == "centre-1")
    let headers = Dictionary(uniqueKeysWithValues: first.headers.map { ($0.name, $0.value) })
    #expect(
      headers == [
        "ce_specversion": "1.0", "ce_id": "\(Slice(of: .example))-42-0", "ce_source": "/centres/centre-1",
        "ce_type": "trunkline.call.arrived.v1", "ce_subject": "call/\(Self.call)", "ce_time": Instant.noon.rfc3339,
        "ce_partitionkey": "centre-1", "ce_sequence": "00000000000000000042.0000",
        "ce_commandid": "\(CommandID(ID128(high: 2, low: 2)))", "content-type": "application/json",
      ])
    #expect(String(decoding: first.value, as: UTF8.self) == Self.arrival.jsonText())
    #expect(records[1].headers.contains(.init("ce_id", "\(Slice(of: .example))-42-1")))
  }

  @Test func dataMayBeProtobuf() throws {
    let record = try #require(try Self.records(.protobuf, Self.commit([Self.arrival])).first)
    #expect(record.headers.contains(.init("content-type", "application/protobuf")))
    #expect(record.headers.contains(.init("ce_dataschema", "type.googleapis.com/trunkline.v1.Event")))
    #expect(try Event(wire: record.value) == Self.arrival)
  }

  /// What a newer version wrote is not known here: half of it would be worse than waiting for a program that knows it.
  @Test(arguments: CloudEventsPublication.Form.allCases, [Event.Body.call(.unknown(37)), .unknown(99)])
  func anEventOfANewerVersionIsNotPublished(_ form: CloudEventsPublication.Form, _ body: Event.Body) throws {
    let commit = Self.commit([Self.arrival, Event(occurredAt: .noon, body: body)])
    let error = try #require(throws: (any Error).self) { try Self.records(form, commit) }
    #expect("\(error)".contains(body.typeName))
  }

  /// Nor is what it said in a way that is not known here, inside of an event that is.
  @Test(arguments: CloudEventsPublication.Form.allCases)
  func anEventWithANewerPartIsNotPublished(_ form: CloudEventsPublication.Form) throws {
    var configuration = Configuration.example
    configuration.entryPoints.append(EntryPoint(dialled: "*", target: .unknown(9)))
    let body = Event.Body.centre(.configured(CentreConfigured(version: 1, configuration: configuration)))
    #expect(throws: (any Error).self) {
      try Self.records(form, Self.commit([Event(occurredAt: .noon, body: body)]))
    }
  }

  /// Whose slice it is is nobody's business outside.
  @Test func aMarkerIsNotPublished() throws {
    #expect(try Self.records(.json, Self.commit([Self.arrival], centre: nil)).isEmpty)
  }
}
