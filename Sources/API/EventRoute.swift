import EventLog
import HTTPServer
import Synchronization
import Values

/// `GET /events`: the public stream of a slice, as Server-Sent Events or lines of JSON.
final class EventRoute: Sendable {
  private let surroundings: API.Surroundings
  private let feeds = Mutex<[Slice: EventFeed]>([:])

  init(_ surroundings: API.Surroundings) { self.surroundings = surroundings }

  var route: Route {
    Route("GET", "/events") { [self] request in
      do throws(HTTPProblem) {
        return try await answer(request)
      } catch {
        return surroundings.shown(error, to: request).response
      }
    }
  }

  private func answer(_ request: HTTPRequest) async throws(HTTPProblem) -> HTTPResponse {
    let wish = try StreamWish(request, served: surroundings.slice)
    if let centre = wish.selection.centre, await surroundings.centres.whereabouts(of: centre) == .unknown {
      throw .unknownCentre(centre.text)
    }
    let place = try await EventStream.place(of: wish, on: surroundings.log)
    let stream = EventStream(
      wish: wish, log: surroundings.log, feed: feed(of: wish.slice), start: place,
      problem: { [surroundings] in surroundings.shown(.log($0), to: request) })
    // A proxy that gathers a stream before it hands it on makes it late.
    return HTTPResponse(
      200, wish.form.type, .stream { try await stream.send(to: $0) }, headers: [.init("X-Accel-Buffering", "no")])
  }

  private func feed(of slice: Slice) -> EventFeed {
    feeds.withLock { feeds in
      if let known = feeds[slice] { return known }
      let made = EventFeed(slice, of: surroundings.log)
      feeds[slice] = made
      return made
    }
  }
}
