import EventJSON
import EventLog
import HTTPServer
import KafkaClient

/// `/health`, `/ready` and `/metrics`: for whoever starts, routes to and watches a server.
struct StandingRoutes: Sendable {
  let standing: @Sendable () async -> ServiceStanding
  let passedOver: @Sendable () -> PassedOver
  let counts: HTTPCounts
  let clients: @Sendable () -> [ClientReport]

  var routes: [Route] {
    [
      // 200 in any case: who answers lives, and to start it again would mend nothing.
      Route("GET", "/health") { _ in
        let troubles = await standing().unhealthy
        return .json(Self.json("healthy", troubles.isEmpty, "unhealthy", troubles))
      },
      Route("GET", "/ready") { _ in
        let troubles = await standing().notReady
        return .json(
          Self.json("ready", troubles.isEmpty, "waitingFor", troubles), status: troubles.isEmpty ? 200 : 503)
      },
      Route("GET", "/metrics") { _ in
        let page = MetricsPage(
          standing: await standing(), passedOver: passedOver(), http: counts.values, clients: clients())
        return HTTPResponse(200, "text/plain; version=0.0.4; charset=utf-8", .bytes(Array(page.text().utf8)))
      },
    ]
  }

  private static func json(
    _ name: String, _ isWell: Bool, _ list: String, _ troubles: [ServiceStanding.Trouble]
  ) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.key(name)
    json.write(isWell)
    json.key(list)
    json.beginArray()
    for trouble in troubles {
      json.element()
      json.beginObject()
      json.field("part", trouble.part)
      if let slice = trouble.slice { json.field("slice", slice) }
      json.field("state", trouble.state)
      json.field("reason", trouble.reason)
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.text
  }
}
