import EventJSON
import Events
import HTTPServer
import PluginKit
import Storage
import Values

/// `POST /centres/{centre}/commands`: a command of somebody, and what became of it once that is durable.
struct CommandRoute: Sendable {
  /// Beyond this the writer is not well; what became of the command the next sending tells.
  static let answerTime = Milliseconds.seconds(30)

  private let surroundings: API.Surroundings

  init(_ surroundings: API.Surroundings) { self.surroundings = surroundings }

  var route: Route {
    Route("POST", "/centres/{centre}/commands", takes: "application/json") { request in
      do throws(HTTPProblem) {
        return try await answer(request)
      } catch {
        return surroundings.shown(error, to: request).response
      }
    }
  }

  private func answer(_ request: HTTPRequest) async throws(HTTPProblem) -> HTTPResponse {
    if let item = request.query.first { throw .badParameter(item.name, "there is no such parameter") }
    let centre = try await servedCentre(request.parameters["centre"] ?? "")
    let command = try read(request.body, for: centre)
    guard let reply = try await send(command) else {
      throw .unansweredInTime(Self.answerTime.count / 1_000)
    }
    return try Self.response(to: command, reply)
  }

  private func servedCentre(_ name: String) async throws(HTTPProblem) -> CentreID {
    guard let centre = CentreID(name) else { throw .unknownCentre(name) }
    switch await surroundings.centres.whereabouts(of: centre) {
    case .here: return centre
    case .elsewhere(let owner): throw .servedElsewhere(centre, by: owner, path: "/centres/\(centre)/commands")
    case .unknown: throw .unknownCentre(name)
    }
  }

  private func read(_ body: [UInt8], for centre: CentreID) throws(HTTPProblem) -> Command {
    let json: JSONValue
    do { json = try JSONText.read(body) } catch { throw .notJSON(error, in: body) }
    do throws(JSONMistake) {
      var command = try CommandText.read(json, for: centre, at: surroundings.time.now())
      command.bodyDigest = surroundings.log.chain.digest(of: command.body)
      return command
    } catch {
      throw .notACommand(error, in: body)
    }
  }

  /// `nil`: no answer in time.
  private func send(_ command: Command) async throws(HTTPProblem) -> CommandReply? {
    let (port, time) = (surroundings.port, surroundings.time)
    do {
      return try await PluginKit.answer(by: time.now() + Self.answerTime, time) {
        try await port.send([command]).first
      } ?? nil
    } catch let failure as CommandPortFailure {
      throw .unanswered(failure)
    } catch {
      throw .unanswered(CommandPortFailure(.lost, "\(error)"))
    }
  }

  private static func response(to command: Command, _ reply: CommandReply) throws(HTTPProblem) -> HTTPResponse {
    var json = JSONWriter()
    json.beginObject()
    json.field("command", command.id)
    switch reply.outcome {
    case .accepted(let accepted):
      json.field("outcome", "accepted")
      json.field("slice", Slice(of: command.centre))
      json.field("position", accepted.position)
      json.field("events", accepted.events)
    case .repeat(let repeated):
      json.field("outcome", "repeated")
      json.field("slice", Slice(of: command.centre))
      json.field("position", repeated.position)
    case .ignored(let ignored):
      json.field("outcome", "ignored")
      json.field("reason", ignored.odd.isEmpty ? "late" : ignored.odd)
    case .rejected(let rejection): throw .rejected(rejection, command: command.id)
    case .unknown: throw .unanswered(CommandPortFailure(.lost, "the writer is newer than this server"))
    }
    json.endObject()
    return .json(json.text)
  }
}
