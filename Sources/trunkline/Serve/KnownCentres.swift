import API
import CallHandling
import EventLog
import Values

/// The centres of the log. Whoever writes them, commands find the way.
actor KnownCentres: CentreDirectory {
  /// A centre that is not known is not looked for more often, however often and however many ask.
  private static let look = Duration.seconds(1)

  private struct Look {
    let began: ContinuousClock.Instant
    let result: Task<SliceCentres, any Error>
  }
  private let loader: SliceLoader
  private var looks: [Slice: Look] = [:]

  init(_ loader: SliceLoader) { self.loader = loader }

  func whereabouts(of centre: CentreID) async -> Whereabouts {
    let slice = Slice(of: centre)
    // While the log is away nobody can tell; the port says what is wrong.
    if let last = looks[slice], (try? await last.result.value)?.names.contains(centre) == true { return .here }
    guard let found = try? await freshLook(at: slice).value else { return .here }
    return found.names.contains(centre) ? .here : .unknown
  }

  /// The last look while it is fresh or under way, else another that goes on from there.
  private func freshLook(at slice: Slice) -> Task<SliceCentres, any Error> {
    let last = looks[slice]
    if let last, ContinuousClock.now - last.began < Self.look { return last.result }
    let result = Task { [loader] in
      guard var centres = try? await last?.result.value else { return try await loader.centres(of: slice) }
      try await centres.advance(slice, of: loader.log)
      return centres
    }
    looks[slice] = Look(began: .now, result: result)
    return result
  }
}
