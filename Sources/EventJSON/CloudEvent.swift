public import Events
public import Values

/// An event of the log as the public stream has it, wherever it is published: CloudEvents 1.0. Extension attributes are
/// CloudEvents' own (`partitionkey`, `sequence`) and `commandid`.
public struct CloudEvent: Sendable, Equatable {
  /// `slice-position-index`: the same event has the same id for ever.
  public let id: EventID
  public let centre: CentreID
  /// As `trunkline.call.arrived.v1`.
  public let type: String
  /// What it is about, as `call/…` or `agent/…`; `nil`: the centre.
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
    subject = Self.subject(of: data)
  }

  public static func type(_ name: String) -> String { "trunkline.\(name).v1" }

  public var source: String { "/centres/\(centre)" }
  /// Ordered as text: the position, then the index.
  public var sequence: String { "\(Self.padded("\(id.position)", 20)).\(Self.padded("\(id.index)", 4))" }

  /// Structured mode, in one line.
  public func json() -> String {
    var json = JSONWriter()
    json.beginObject()
    for (name, value) in [
      ("specversion", "1.0"), ("id", "\(id)"), ("source", source), ("type", type), ("subject", subject ?? ""),
      ("time", time.rfc3339), ("datacontenttype", "application/json"), ("partitionkey", centre.text),
      ("sequence", sequence), ("commandid", "\(command)"),
    ] where !value.isEmpty {
      json.field(name, value)
    }
    json.key("data")
    json.put(raw: data)
    json.endObject()
    return json.text
  }

  /// The first call that it names, else the first agent. A quote in a text is escaped, so this is a member.
  private static func subject(of data: String) -> String? {
    let bytes = Array(data.utf8)
    for name in ["call", "agent"] {
      let opening = Array("\"\(name)\":\"".utf8)
      if let value = text(after: opening, in: bytes) { return "\(name)/\(value)" }
    }
    return nil
  }

  private static func text(after opening: [UInt8], in data: [UInt8]) -> String? {
    guard data.count > opening.count else { return nil }
    for start in 0..<(data.count - opening.count) where data[start] == opening[0] {
      guard data[start..<start + opening.count].elementsEqual(opening) else { continue }
      let value = data[(start + opening.count)...].prefix { $0 != UInt8(ascii: "\"") }
      return String(decoding: value, as: UTF8.self)
    }
    return nil
  }

  private static func padded(_ digits: String, _ width: Int) -> String {
    String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
