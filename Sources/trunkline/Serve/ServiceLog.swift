import CommandLineKit
import EventJSON
import SystemTime
import Values

/// What a server says while it runs: a line for each thing that happened, for people or, as JSON, for programs that
/// gather logs. Lines of several tasks never mix.
final class ServiceLog: Sendable {
  enum Form: String, Choice {
    case text, json
  }

  enum Level: String, Sendable {
    case info
    /// Something does not go as it should, and is being mended or waited for.
    case warning
    /// An operator has to act.
    case error
  }

  /// One thing that happened. Names are for machines and stay as they are; the message is for people.
  struct Entry: Sendable, Equatable {
    let level: Level
    /// As `slice.served`.
    let event: String
    let message: String
    var fields: [Field] = []
  }

  struct Field: Sendable, Equatable {
    enum Value: Sendable, Equatable {
      case text(String)
      case number(Int64)
      case decimal(Double)
      case none
    }
    let name: String
    let value: Value

    init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  private let form: Form
  private let lines: LineQueue

  init(_ console: Console, as form: Form) {
    self.form = form
    lines = LineQueue(to: console.out) { Self.line(.dropped($0), at: WallClock.now(), as: form) }
  }

  /// It waits for nobody who reads.
  func write(_ entry: Entry) { lines.put(Self.line(entry, at: WallClock.now(), as: form)) }

  /// At the end of a process: returns when everything is written, within a second. Blocks its thread.
  func finish() { lines.finish() }

  static func line(_ entry: Entry, at now: Instant, as form: Form) -> String {
    switch form {
    case .text:
      "\(now) \(entry.level == .info ? "" : "\(entry.level.rawValue): ")"
        + TextWidth.harmlessLines(entry.message).split(separator: "\n").joined(separator: " ")
    case .json: json(entry, at: now)
    }
  }

  private static func json(_ entry: Entry, at now: Instant) -> String {
    var json = JSONWriter()
    json.beginObject()
    for (name, text) in [
      ("time", "\(now)"), ("level", entry.level.rawValue), ("event", entry.event), ("message", entry.message),
    ] {
      json.key(name)
      json.write(text)
    }
    for field in entry.fields {
      json.key(field.name)
      switch field.value {
      case .text(let text): json.write(text)
      case .number(let number): json.write(number)
      case .decimal(let number): json.write(number)
      case .none: json.writeNull()
      }
    }
    json.endObject()
    return json.text
  }
}
