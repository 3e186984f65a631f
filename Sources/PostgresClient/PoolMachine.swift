/// Decides who gets which connection of a pool; `PostgresPool` carries out what it answers.
struct PoolMachine {
  typealias ConnectionID = Int
  typealias WaiterID = Int

  enum Refusal: Equatable {
    case closed
    case timedOut
    /// The server refuses for a reason that time does not mend.
    case cannotConnect
  }

  enum Action: Equatable {
    case open(ConnectionID)
    case reopen(ConnectionID, after: Duration)
    case lend(ConnectionID, to: WaiterID)
    case refuse(WaiterID, Refusal)
    case close(ConnectionID)
    /// After `closeRequested`: nothing is left.
    case finish
  }

  private enum Slot: Equatable {
    case opening
    case idle
    case lent
  }

  static let firstBackoff = Duration.milliseconds(50)
  static let longestBackoff = Duration.seconds(2)

  let connectionsMax: Int
  private let longestBackoff: Duration
  private var slots: [ConnectionID: Slot] = [:]
  /// The most recently used last: the others may be closed by whoever trims.
  private var idle: [ConnectionID] = []
  private var waiters: [WaiterID] = []
  private var nextID = 1
  private var failuresInARow = 0
  private var isClosing = false

  init(connectionsMax: Int, longestBackoff: Duration = Self.longestBackoff) {
    self.connectionsMax = max(connectionsMax, 1)
    self.longestBackoff = longestBackoff
  }

  var connectionCount: Int { slots.count }
  var idleCount: Int { idle.count }
  var waiterCount: Int { waiters.count }
  /// The connection that the next request would get.
  var nextIdle: ConnectionID? { waiters.isEmpty ? idle.last : nil }

  mutating func requested(by waiter: WaiterID) -> [Action] {
    if isClosing { return [.refuse(waiter, .closed)] }
    if let connection = nextIdle {
      idle.removeLast()
      slots[connection] = .lent
      return [.lend(connection, to: waiter)]
    }
    waiters.append(waiter)
    return openWhatIsWanted()
  }

  /// The waiter's task was cancelled. Nothing happens to one that was served already.
  mutating func gaveUp(_ waiter: WaiterID) { waiters.removeAll { $0 == waiter } }

  mutating func waitedTooLong(_ waiter: WaiterID) -> [Action] {
    guard let index = waiters.firstIndex(of: waiter) else { return [] }
    waiters.remove(at: index)
    return [.refuse(waiter, .timedOut)]
  }

  mutating func opened(_ connection: ConnectionID) -> [Action] {
    failuresInARow = 0
    return isClosing ? discard(connection) : serve(connection)
  }

  mutating func openFailed(_ connection: ConnectionID, isForGood: Bool) -> [Action] {
    failuresInARow += 1
    if isClosing || waiters.isEmpty { return forget(connection) }
    if isForGood {
      let refused = waiters.map { Action.refuse($0, .cannotConnect) }
      waiters.removeAll()
      return refused + forget(connection)
    }
    let doublings = min(failuresInARow - 1, 10)
    return [.reopen(connection, after: min(Self.firstBackoff * (1 << doublings), longestBackoff))]
  }

  /// The pause before another attempt is over.
  mutating func backoffEnded(_ connection: ConnectionID) -> [Action] {
    if isClosing || waiters.isEmpty { return forget(connection) }
    return [.open(connection)]
  }

  mutating func returned(_ connection: ConnectionID, isUsable: Bool) -> [Action] {
    guard slots[connection] == .lent else { return [] }
    if isClosing || !isUsable { return discard(connection) + openWhatIsWanted() }
    return serve(connection)
  }

  /// An idle connection turned out to be dead.
  mutating func idleConnectionLost(_ connection: ConnectionID) -> [Action] {
    guard slots[connection] == .idle else { return [] }
    idle.removeAll { $0 == connection }
    return discard(connection)
  }

  mutating func closeRequested() -> [Action] {
    isClosing = true
    var actions = waiters.map { Action.refuse($0, .closed) }
    waiters.removeAll()
    let unused = idle
    idle.removeAll()
    for connection in unused {
      slots[connection] = nil
      actions.append(.close(connection))
    }
    if slots.isEmpty { actions.append(.finish) }
    return actions
  }

  private mutating func serve(_ connection: ConnectionID) -> [Action] {
    guard !waiters.isEmpty else {
      slots[connection] = .idle
      idle.append(connection)
      return []
    }
    slots[connection] = .lent
    return [.lend(connection, to: waiters.removeFirst())]
  }

  private mutating func openWhatIsWanted() -> [Action] {
    if isClosing { return [] }
    let opening = slots.values.count { $0 == .opening }
    let wanted = min(waiters.count - opening, connectionsMax - slots.count)
    guard wanted > 0 else { return [] }
    return (0..<wanted).map { _ in
      let connection = nextID
      nextID += 1
      slots[connection] = .opening
      return .open(connection)
    }
  }

  private mutating func discard(_ connection: ConnectionID) -> [Action] { [.close(connection)] + forget(connection) }

  private mutating func forget(_ connection: ConnectionID) -> [Action] {
    slots[connection] = nil
    return isClosing && slots.isEmpty ? [.finish] : []
  }
}
