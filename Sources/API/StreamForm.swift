import EventJSON
import HTTPServer
import Values

/// How a stream is written.
enum StreamForm: Sendable, Equatable {
  /// Server-Sent Events: a mark is a comment, and an id without an event, which browsers remember for the next time.
  case events
  /// A line of JSON each: a mark is an object with the one member `after`.
  case lines

  /// By what the client accepts, in its order; `nil`: neither.
  init?(accepting field: String?) {
    guard let field else {
      self = .events
      return
    }
    for range in field.split(separator: ",") {
      let type = range.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
      switch type {
      case "text/event-stream", "text/*", "*/*":
        self = .events
        return
      case "application/x-ndjson", "application/ndjson", "application/*":
        self = .lines
        return
      default: continue
      }
    }
    return nil
  }

  var type: String {
    switch self {
    case .events: "text/event-stream"
    case .lines: "application/x-ndjson"
    }
  }

  /// How long a browser waits before it connects again, in milliseconds.
  var opening: [UInt8] {
    switch self {
    case .events: Array("retry: 1000\n\n".utf8)
    case .lines: []
    }
  }

  func bytes(_ event: PublicEvent) -> ArraySlice<UInt8> {
    switch self {
    case .events: event.frame[...]
    case .lines: event.line
    }
  }

  /// Where to go on, whatever the filter lets through.
  func mark(_ seen: StreamCursor) -> [UInt8] {
    switch self {
    case .events: Array(": at \(seen.event)\nid: \(seen)\n\n".utf8)
    case .lines: Array("{\"after\":\"\(seen)\"}\n".utf8)
    }
  }

  /// Why the stream ends here.
  func problem(_ problem: HTTPProblem) -> [UInt8] {
    switch self {
    case .events: Array("event: problem\ndata: \(problem.json())\n\n".utf8)
    case .lines: Array("{\"problem\":\(problem.json())}\n".utf8)
    }
  }
}
