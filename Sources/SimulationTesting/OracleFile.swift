import Foundation
import Metrics
import Values

/// Cases of queueing theory as the files of `Tests/SimulationTests/Data` have them; others of the same form are read
/// too.
package struct OracleFile: Sendable {
  package struct Unreadable: Error, CustomStringConvertible {
    package let description: String
  }

  package let checks: [QueueingCheck]

  package init(path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Unreadable(description: "\(path) can't be read")
    }
    do {
      let form = try JSONDecoder().decode(Form.self, from: data)
      checks =
        (try form.sbr?.checks() ?? []) + (form.priority ?? []).enumerated().map { $1.check($0) }
        + (form.headStart ?? []).enumerated().map { $1.check($0) } + (form.cases ?? []).compactMap(\.check)
    } catch let error as DecodingError {
      throw Unreadable(description: "\(path) has not the form of the oracles: \(error)")
    }
  }
}

private struct Form: Decodable {
  let sbr: PoolingForm?
  let priority: [PriorityForm]?
  let headStart: [HeadStartForm]?
  let cases: [ErlangForm]?

  private enum CodingKeys: String, CodingKey {
    case sbr, priority, cases
    case headStart = "head_start"
  }
}

struct Simulated: Decodable {
  let mean: Double
  let halfWidth: Double

  private enum CodingKeys: String, CodingKey {
    case mean
    case halfWidth = "ci99_half"
  }

  /// In seconds, from a unit of so many.
  func interval(_ unit: Double = 1) -> ConfidenceInterval {
    ConfidenceInterval(mean: mean * unit, halfWidth: halfWidth * unit)
  }
}
