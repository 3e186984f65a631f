/// Who could take a call, by queue; whoever serves a queue gets its calls in turn.
struct IdleAgents {
  private var isIdle: [Bool]
  private var byQueue: [[Int]]
  private var turn: [Int]

  init(_ shape: CentreShape) {
    isIdle = Array(repeating: false, count: shape.agents.count)
    byQueue = Array(repeating: [], count: shape.queues.count)
    turn = Array(repeating: 0, count: shape.queues.count)
    for agent in shape.agents.indices {
      for queue in shape.queues(ofAgent: agent) { byQueue[queue].append(agent) }
    }
  }

  mutating func add(_ agent: Int) { isIdle[agent] = true }

  /// An agent of the queue, busy from now on; `nil` when nobody is free.
  mutating func take(forQueue queue: Int) -> Int? {
    let count = byQueue[queue].count
    for step in 0..<count {
      let agent = byQueue[queue][(turn[queue] + step) % count]
      guard isIdle[agent] else { continue }
      isIdle[agent] = false
      turn[queue] = (turn[queue] + step + 1) % count
      return agent
    }
    return nil
  }
}
