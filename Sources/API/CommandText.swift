import EventJSON
import Events
import Values

/// Reads a command as a client writes it: its id (the client's own, so that it takes effect once however often it is
/// sent), who wishes it, and the one member that says what. When it is decided is the writer's.
enum CommandText {
  /// Whom a client may speak for; the others are parts of the system.
  private static let actors: Set<Actor.Kind> = [.agent, .supervisor, .operator, .telephony]

  static func read(_ json: JSONValue, for centre: CentreID, at now: Instant) throws(JSONMistake) -> Command {
    var members = try JSONObject(json)
    let id = try members.required("id", CommandID.self)
    let actor = try members.optional("actor", Actor.self) ?? Actor(kind: .operator, id: "api")
    if !actors.contains(actor.kind) {
      let names = "agent, supervisor, operator, telephony"
      throw JSONMistake("a client speaks for one of \(names)", at: json.offset).within("kind").within("actor")
    }
    let causation = try members.optional("causation", Causation.self)
    let body = try Command.Body(choiceOf: &members)
    try members.end()
    return Command(
      id: id, centre: centre, at: now, recordedAt: now, actor: actor, causation: causation, body: body)
  }
}
