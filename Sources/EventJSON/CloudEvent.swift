public import Events
public import Values

/// An event of the log as the public stream has it, wherever it is published: CloudEvents 1.0. Extension attributes are
/// CloudEvents' own (`partitionkey`, `sequence`) and `commandid`; over HTTP also `after`.
public struct CloudEvent: Sendable, Equatable {
  /// `slice-position-index`: the same event has the same id for ever.
  public let id: EventID
  public let centre: CentreID
  /// As `trunkline.call.arrived.v1`.
  public let type: String
  /// What it is about: the first call that it names, as `call/…`, or agent, as `agent/…`; `nil`: the centre.
  public let subject: String?
  public let time: Instant
  public let command: CommandID
  /// JSON, as `trunkline events` shows it.
  public let data: String

  /// `nil`: of the slice itself, which is nobody's business outside.
  public init?(_ event: Event, index: Int, of commit: Commit) {
    guard let centre = commit.centre else { return nil }
    id = EventID(slice: commit.slice, position: commit.position, index: index)
    self.centre = centre
    type = Self.type(event.typeName)
    time = event.occurredAt
    command = commit.commandID
    data = event.jsonText()
    subject = Self.subject(of: event.body)
  }

  public static func type(_ name: String) -> String { "trunkline.\(name).v1" }

  public var source: String { "/centres/\(centre)" }
  /// Ordered as text: the position, then the index.
  public var sequence: String { "\(Self.padded("\(id.position)", 20)).\(Self.padded("\(id.index)", 4))" }

  /// Structured mode, in one line.
  /// - Parameter after: what a client of a stream says to go on behind it, as an attribute of that name; empty: none.
  public func json(after: String = "") -> String {
    var json = JSONWriter()
    json.beginObject()
    for (name, value) in [
      ("specversion", "1.0"), ("id", "\(id)"), ("source", source), ("type", type), ("subject", subject ?? ""),
      ("time", time.rfc3339), ("datacontenttype", "application/json"), ("partitionkey", centre.text),
      ("sequence", sequence), ("commandid", "\(command)"), ("after", after),
    ] where !value.isEmpty {
      json.field(name, value)
    }
    json.key("data")
    json.put(raw: data)
    json.endObject()
    return json.text
  }

  private static func subject(of event: Event.Body) -> String? {
    event.call.map { "call/\($0)" } ?? event.agent.map { "agent/\($0)" }
  }

  private static func padded(_ digits: String, _ width: Int) -> String {
    String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
