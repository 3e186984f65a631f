/// Lets suspects try one at a time. When one of them takes the process down, the others have not been noted as being at
/// work, and so don't share the blame.
actor SuspectGate {
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  nonisolated(nonsending) func alone(_ body: nonisolated(nonsending) () async throws -> Void) async throws {
    await enter()
    do {
      try await body()
      await leave()
    } catch {
      await leave()
      throw error
    }
  }

  private func enter() async {
    if !isTaken {
      isTaken = true
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func leave() {
    if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
  }
}
