import CommandLineKit
import EventLog
import Events
import Values

extension Installation {
  /// The centre that a command is about: the one that was named, or the only one that there is.
  func centre(_ named: CentreID?) async throws -> CentreID {
    if let named { return named }
    let known = try await centres()
    if known.count == 1 { return known[0] }
    if known.isEmpty {
      throw Failure(.badInput, "no centre is in this log yet", hints: ["trunkline demo shows one"])
    }
    throw Failure(
      .usage, "there are several centres: \(known.map(\.text).joined(separator: ", "))",
      hints: ["say which one with --centre ID"])
  }

  /// Where nothing was found of a centre that was named: a slip of the fingers should not look like a quiet day.
  func sayWhichCentres(besides named: CentreID?, _ console: Console) async throws {
    guard let named else { return }
    let known = try await centres()
    if known.contains(named) { return }
    let others =
      known.isEmpty ? "no centre is in this log yet" : "this log has \(known.map(\.text).joined(separator: ", "))"
    try console.remark("nothing was found of centre \(named); \(others)")
  }

  /// By slices, and by name within one.
  func centres() async throws -> [CentreID] {
    var found: [CentreID] = []
    for slice in try await log.occupiedSlices() { found += try await loader.centres(of: slice).names.sorted() }
    return found
  }
}
