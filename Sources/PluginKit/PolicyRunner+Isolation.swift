import Storage
import Values

// The plugin's code runs within bounds: of time, and alone when it is suspected.
extension PolicyRunner {
  /// No answer for so long, and the policy is abandoned with its thread.
  static let patience = Milliseconds.seconds(10)

  /// Runs the plugin's code; `nil`: it did not come back in time. A suspect does it alone, and with a note.
  /// - Parameter done: says that it was run. It is said before the note, which the store may not take: what was run is
  ///   not run again.
  func inPlugin<R: Sendable>(
    _ body: @escaping @Sendable () async throws -> R, done: () -> Void = {}
  ) async throws -> R? {
    guard var care else {
      let result = try await patiently(body)
      if result != nil { done() }
      return result
    }
    let weight = care.weightNow
    var result: R?
    try await gate.alone {
      try await self.note(.folding, weight: weight)
      result = try await self.patiently(body)
      if result != nil { done() }
      try await self.note(.folded)
    }
    care.turnEndedWell()
    self.care = care.isOver ? nil : care
    if care.isOver { try await note(.underWay) }
    return result
  }

  private func patiently<R: Sendable>(_ body: @escaping @Sendable () async throws -> R) async throws -> R? {
    try await answer(by: surroundings.machineTime.now() + Self.patience, surroundings.machineTime, body)
  }

  func note(_ phase: Attempt.Phase, weight: Int32 = 0) async throws {
    let attempt = Attempt(
      after: point.position, through: point.position.next, owner: surroundings.owner, phase: phase, suspicion: weight)
    try await surroundings.store.note(attempt, of: build, slice: slice)
  }

  func silence(_ over: String) -> Trouble {
    Trouble(reason: "gave no answer for \(Self.patience.count / 1_000) s over \(over)")
  }
}
