import Digest
import HTTPServer
package import Values

/// A request that failed for a reason that is told to the server's own people alone: it may name addresses and tables.
package struct FailedRequest: Sendable, Equatable {
  /// The client has it too, as the `instance` of its problem.
  package let id: ID128
  package let method: String
  package let path: String
  package let status: Int
  package let code: String
  package let cause: String
}

extension API.Surroundings {
  /// The problem as its client gets it; the cause goes where causes go.
  func shown(_ problem: HTTPProblem, to request: HTTPRequest) -> HTTPProblem {
    guard let cause = problem.cause else { return problem }
    let id = ID128.random()
    failed(
      FailedRequest(
        id: id, method: request.method, path: "/" + request.path.joined(separator: "/"), status: problem.status,
        code: problem.code, cause: cause))
    var shown = problem
    shown.cause = nil
    shown.members["instance"] = .text("urn:trunkline:request:\(id)")
    return shown
  }
}
