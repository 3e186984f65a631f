import HTTPServer
import Values

/// What a client of the stream asks for.
struct StreamWish: Sendable, Equatable {
  /// The last event that it has; `nil`: only what comes from now on.
  var after: StreamCursor?
  var slice: Slice
  var selection = EventSelection()
  var form: StreamForm
  /// Whether it stays at the log's end, for what comes.
  var follows = true

  /// - Parameter served: where nothing else is said.
  init(_ request: HTTPRequest, served: Slice) throws(HTTPProblem) {
    guard let form = StreamForm(accepting: request.headers["accept"]) else { throw .notAcceptable() }
    self.form = form
    slice = served
    var named: Slice?
    var given: Set<String> = []
    for item in request.query {
      // One question must not have two answers, here and at a proxy that looks at the first.
      if !given.insert(item.name).inserted, item.name != "type" {
        throw .badParameter(item.name, "it is given twice")
      }
      switch item.name {
      case "after": after = try Self.cursor(item.value, "after")
      case "centre":
        guard let centre = CentreID(item.value) else { throw .unknownCentre(item.value) }
        selection.centre = centre
      case "slice":
        guard let slice = UInt32(item.value).flatMap({ Slice($0) }) else {
          throw .badParameter("slice", "a number from 0 to \(Slice.count - 1) is wanted")
        }
        named = slice
      case "type":
        guard EventSelection.known.contains(item.value) else {
          throw .badParameter("type", "there is no event type or family \(item.value)")
        }
        selection.types.insert(item.value)
      case "follow":
        guard ["true", "false"].contains(item.value) else { throw .badParameter("follow", "true or false is wanted") }
        follows = item.value == "true"
      default: throw .badParameter(item.name, "there is no such parameter")
      }
    }
    // What a browser had last, when it comes again with the address that it had first.
    if let last = request.headers["last-event-id"] { after = try Self.cursor(last, "Last-Event-ID") }
    try agree(named)
  }

  /// All that is said of the slice says the same.
  private mutating func agree(_ named: Slice?) throws(HTTPProblem) {
    let said = [named, selection.centre.map { Slice(of: $0) }, after?.event.slice].compactMap { $0 }
    guard let first = said.first else { return }
    guard said.allSatisfy({ $0 == first }) else {
      throw .badParameter("slice", "centre, slice and position are of different slices: \(said)")
    }
    slice = first
  }

  private static func cursor(_ text: String, _ name: String) throws(HTTPProblem) -> StreamCursor {
    guard let cursor = StreamCursor(text) else {
      throw .badParameter(
        name, "an event's id is wanted, as 51-1234-0 (slice, position, index), or what a stream gave to go on with")
    }
    return cursor
  }
}
