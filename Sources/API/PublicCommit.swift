import EventJSON
import EventLog
import Events
import Values
import WireRuntime

/// A commit as clients of the stream see it, made once for all of them.
struct PublicCommit: Sendable {
  let point: ChainPoint
  let centre: CentreID?
  let events: [PublicEvent]
  /// Of its last event: what a client has seen that has seen all of it.
  let last: EventID

  init(_ commit: Commit, at point: ChainPoint) {
    self.point = point
    centre = commit.centre
    last = EventID(slice: commit.slice, position: commit.position, index: max(commit.events.count - 1, 0))
    events = commit.events.enumerated().compactMap { index, event in
      CloudEvent(event, index: index, of: commit).map { PublicEvent($0, type: event.typeName, in: point) }
    }
  }

  var byteCount: Int { events.reduce(64) { $0 + $1.frame.count } }

  /// All commits of the batch.
  static func all(of batch: RecordBatch) throws(LogFailure) -> [PublicCommit] {
    var commits: [PublicCommit] = []
    commits.reserveCapacity(batch.count)
    var index = 0
    try batch.forEachCommit { commit in
      let header = batch.headers[index]
      index += 1
      commits.append(
        PublicCommit(
          commit, at: ChainPoint(position: header.position, id: header.id, epoch: header.epoch)))
    }
    return commits
  }
}

/// One event, framed for Server-Sent Events; its line of JSON stands in the middle.
struct PublicEvent: Sendable {
  let id: EventID
  let type: String
  let family: String
  let frame: [UInt8]
  private let json: Range<Int>

  /// - Parameter record: that the event is in.
  init(_ event: CloudEvent, type: String, in record: ChainPoint) {
    id = event.id
    self.type = type
    family = EventSelection.family(of: type)
    let cursor = StreamCursor(event.id, of: record)
    let head = "id: \(cursor)\ndata: ".utf8
    let body = event.json(after: "\(cursor)").utf8
    frame = Array(head) + Array(body) + Array("\n\n".utf8)
    json = head.count..<head.count + body.count
  }

  /// As NDJSON has it, with the line's end that it shares with the frame.
  var line: ArraySlice<UInt8> { frame[json.lowerBound...json.upperBound] }
}
