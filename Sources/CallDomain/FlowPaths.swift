import Events

/// The ways through a flow: every one must lead to a known node, and the caller who presses nothing to an end.
struct FlowPaths {
  private struct Way {
    let to: String
    /// Where the way is configured.
    let path: String
    /// Without a key of the caller.
    let byItself: Bool
  }

  private let nodes: [FlowNode]
  private let ways: [[Way]]
  /// The first node of each name.
  private let places: [String: Int]
  private let path: String

  init(_ flow: Flow, _ path: String) {
    self.path = path
    nodes = flow.nodes
    ways = flow.nodes.enumerated().map { Self.ways(of: $1.step, "\(path).nodes[\($0)]") }
    places = Dictionary(flow.nodes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static func ways(of step: FlowNode.Step, _ path: String) -> [Way] {
    switch step {
    case .play(let play): [Way(to: play.next, path: path + ".play.next", byItself: true)]
    case .menu(let menu):
      menu.options.enumerated().map { Way(to: $1.next, path: "\(path).menu.options[\($0)].next", byItself: false) }
        + ways(of: menu.input, path + ".menu.input")
    case .collect(let collect):
      [Way(to: collect.next, path: path + ".collect.next", byItself: false)]
        + ways(of: collect.input, path + ".collect.input")
    case .queue(let queue):
      queue.otherwise.isEmpty ? [] : [Way(to: queue.otherwise, path: path + ".queue.otherwise", byItself: true)]
    case .hangUp, .unknown: []
    }
  }

  private static func ways(of input: FlowInput, _ path: String) -> [Way] {
    [
      Way(to: input.noInputNext, path: path + ".noInputNext", byItself: true),
      Way(to: input.noMatchNext, path: path + ".noMatchNext", byItself: false),
    ]
  }

  func check(_ mistakes: inout [ConfigurationMistake]) {
    guard !nodes.isEmpty else { return }
    for way in ways.joined() where places[way.to] == nil {
      let problem = way.to.isEmpty ? "missing: the flow would end dead here" : "\(way.to) is not a node of this flow"
      mistakes.append(ConfigurationMistake(way.path, problem))
    }
    let reached = reachable()
    for index in nodes.indices where !reached[index] && places[nodes[index].name] == index {
      mistakes.append(ConfigurationMistake("\(path).nodes[\(index)]", "no way leads to \(nodes[index].name)"))
    }
    for circle in circles() {
      let names = (circle + [circle[0]]).map { nodes[$0].name }.joined(separator: " → ")
      mistakes.append(
        ConfigurationMistake(
          "\(path).nodes[\(circle[0])]", "who presses nothing goes round for ever: \(names)"))
    }
  }

  private func reachable() -> [Bool] {
    var reached = nodes.map { _ in false }
    var open = [0]
    while let index = open.popLast() {
      guard !reached[index] else { continue }
      reached[index] = true
      open += ways[index].compactMap { places[$0.to] }
    }
    return reached
  }

  /// Each node has at most one way that is gone by itself, so a walk from every node finds every circle.
  private func circles() -> [[Int]] {
    let next = ways.map { $0.first(where: \.byItself).flatMap { places[$0.to] } }
    var walkOf = nodes.map { _ in -1 }
    var circles: [[Int]] = []
    for start in nodes.indices {
      var walk: [Int] = []
      var index: Int? = start
      while let here = index, walkOf[here] == -1 {
        walkOf[here] = start
        walk.append(here)
        index = next[here]
      }
      guard let end = index, walkOf[end] == start, let from = walk.firstIndex(of: end) else { continue }
      circles.append(Array(walk[from...]))
    }
    return circles
  }
}
