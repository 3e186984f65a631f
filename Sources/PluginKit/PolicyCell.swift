import CallDomain
import EventLog
import Events
import Values

/// The policies of one plugin with a replica of the centres of one slice, on a thread of their own: code that does not
/// come back stays in here, and whoever waited for it goes on without.
actor PolicyCell {
  struct Wanted: Sendable {
    let wishes: [AttributedWish]
    let wake: Instant?
  }

  private final class Seat {
    var centre: Centre
    var policies: [(name: String, policy: any Policy)] = []

    init(_ centre: Centre) { self.centre = centre }
  }

  private let executor: any SerialExecutor
  private let declarations: [PolicyDeclaration]
  private var seats: [CentreID: Seat] = [:]
  private var isLive = false

  /// - Parameter executor: a thread that nobody else needs.
  init(_ declarations: [PolicyDeclaration], from state: FoldedState, on executor: any SerialExecutor) {
    self.declarations = declarations
    self.executor = executor
    seats = state.centres.mapValues { Seat($0) }
  }

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Folds commits into the replica, and shows them to the policies once they live.
  func fold(_ batch: RecordBatch) throws(LogFailure) {
    try batch.forEachCommit { commit in
      guard let id = commit.centre else { return }
      let seat = seat(of: id)
      seat.centre.evolve(commit)
      for index in seat.policies.indices { seat.policies[index].policy.observe(commit, in: seat.centre) }
    }
  }

  /// The replica is at the head of the log: makes the policies.
  func begin() {
    isLive = true
    for id in seats.keys.sorted() { if let seat = seats[id] { staff(seat) } }
  }

  func wishes(at now: Instant) -> Wanted {
    var wishes: [AttributedWish] = []
    var wake: Instant?
    for id in seats.keys.sorted() {
      guard let seat = seats[id] else { continue }
      for index in seat.policies.indices {
        for wish in seat.policies[index].policy.wishes(at: now, in: seat.centre) {
          wishes.append(AttributedWish(centre: id, policy: seat.policies[index].name, wish: wish))
        }
        if let next = seat.policies[index].policy.nextWake(after: now, in: seat.centre) {
          wake = min(wake ?? next, next)
        }
      }
    }
    return Wanted(wishes: wishes, wake: wake)
  }

  private func seat(of id: CentreID) -> Seat {
    if let known = seats[id] { return known }
    let seat = Seat(Centre(id: id))
    seats[id] = seat
    if isLive { staff(seat) }
    return seat
  }

  private func staff(_ seat: Seat) {
    seat.policies = declarations.map { ($0.name, $0.make(seat.centre)) }
  }
}
