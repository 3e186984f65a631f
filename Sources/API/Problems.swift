import EventJSON
import EventLog
import Events
import HTTPServer
import Storage
import Values

// Which status what has: here and nowhere else.
extension HTTPProblem {
  static func notAcceptable() -> HTTPProblem {
    HTTPProblem(
      406, "notAcceptable", "Nothing that is accepted can be given",
      "text/event-stream and application/x-ndjson can be given")
  }

  static func badParameter(_ name: String, _ detail: String) -> HTTPProblem {
    var problem = HTTPProblem(400, "badParameter", "A parameter is not what it should be", "\(name): \(detail)")
    problem.members["parameter"] = .text(name)
    return problem
  }

  /// - Parameter body: the text that the mistake is in.
  static func notJSON(_ mistake: JSONMistake, in body: [UInt8]) -> HTTPProblem {
    HTTPProblem(400, "notJSON", "The body is not JSON", mistake.message).placed(mistake, in: body)
  }

  static func notACommand(_ mistake: JSONMistake, in body: [UInt8]) -> HTTPProblem {
    HTTPProblem(422, "notACommand", "The body is JSON, and no command", mistake.message).placed(mistake, in: body)
  }

  private func placed(_ mistake: JSONMistake, in body: [UInt8]) -> HTTPProblem {
    let (line, column) = mistake.place(in: body)
    let place = mistake.path.isEmpty ? "" : ", at \(mistake.path)"
    var problem = HTTPProblem(status, code, title, "line \(line), column \(column)\(place): \(detail)")
    problem.members = ["line": .number(line), "column": .number(column)]
    if !mistake.path.isEmpty { problem.members["path"] = .text(mistake.path) }
    return problem
  }

  static func unknownCentre(_ name: String) -> HTTPProblem {
    HTTPProblem(404, "unknownCentre", "There is no such centre", "there is no centre \(name) here")
  }

  /// - Parameters:
  ///   - owner: the base of its API, or its name where it has none.
  ///   - path: of this request.
  static func servedElsewhere(_ centre: CentreID, by owner: String, path: String) -> HTTPProblem {
    let isAddress = owner.hasPrefix("http://") || owner.hasPrefix("https://")
    var problem = HTTPProblem(
      isAddress ? 307 : 421, "servedElsewhere", "Another process serves this centre",
      "centre \(centre) is served by \(owner)")
    problem.members["owner"] = .text(owner)
    if isAddress { problem.headers = [.init("Location", owner + path)] }
    return problem
  }

  /// A rule of the domain; its name is the code. What a log takes is no rule of the domain.
  static func rejected(_ rejection: CommandRejected, command: CommandID) -> HTTPProblem {
    let title = "A rule stands against the command"
    var problem = HTTPProblem(409, rejection.rule, title, rejection.message)
    if rejection.rule == "commitTooLarge" {
      problem = HTTPProblem(413, rejection.rule, title, "what it writes is more than the log takes: send less at once")
      problem.cause = rejection.message
    }
    problem.members["command"] = .text("\(command)")
    return problem
  }

  static func unanswered(_ failure: CommandPortFailure) -> HTTPProblem {
    switch failure.kind {
    case .noWriter:
      later(
        "noWriter", "Nobody writes the centre just now", "send the same command again in a moment", failure.message)
    case .busy: later("busy", "More waits than may", "send the same command again in a moment", failure.message)
    case .lost:
      later(
        "lost", "What became of the command is not known", "send the same command again: it takes effect once",
        failure.message)
    }
  }

  /// Sending the same command again is right in any case: it takes effect once.
  static func unansweredInTime(_ seconds: Int64) -> HTTPProblem {
    let detail = "no answer for \(seconds) s; send the same command again"
    return HTTPProblem(504, "lost", "What became of the command is not known", detail)
  }

  static func log(_ failure: LogFailure) -> HTTPProblem {
    switch failure.kind {
    case .unavailable:
      return later("logAway", "The log can't be reached", "send the request again in a moment", failure.message)
    case .beyondHead(let position, let head):
      return HTTPProblem(
        409, "beyondHead", "The position is beyond the log's end",
        "the log ends at position \(head), and \(position) was asked for: it was made anew, cut off or brought back from an "
          + "older copy, if a stream of it gave that position")
    case .belowStart(let position, let start):
      return HTTPProblem(
        410, "belowStart", "The position is below the log's beginning",
        "the log begins at position \(start), and \(position) was asked for")
    case .otherLog, .diverged, .broken, .tooLarge, .invalid, .fenced, .stale, .unsafe, .newerFormat:
      var problem = HTTPProblem(
        500, "logFailed", "The log is not what it must be", "an operator has to look at it: nothing more is read")
      problem.cause = failure.message
      return problem
    }
  }

  /// The client comes with a place of another log, which may be this one as it was.
  static func otherLog(at place: EventID) -> HTTPProblem {
    let first = EventID(slice: place.slice, position: .zero, index: 0)
    var problem = HTTPProblem(
      410, "otherLog", "The position is one of another log",
      "what stands at \(place) is not what this was given for: the log was made anew, or brought back from an older copy and "
        + "written on. after=\(first) begins with its first event, and without after the stream begins now")
    problem.members["begin"] = .text("\(first)")
    return problem
  }

  private static func later(
    _ code: String, _ title: String, _ detail: String, _ cause: String
  ) -> HTTPProblem {
    var problem = HTTPProblem(503, code, title, detail)
    problem.headers = [.init("Retry-After", "1")]
    problem.cause = cause
    return problem
  }
}
