import CallDomain
import Events
import Values

/// What some waiting entries have in common: their queue and what they ask of an agent. All of them may go to the same
/// agents, so who may take them is found once.
struct Demand: Sendable {
  /// An entry in line, first come first. Within one class order never changes with time: it is a queue.
  struct Waiting: Sendable, Comparable {
    let original: Instant
    let arrival: UInt64
    let entry: EntryID

    static func < (a: Waiting, b: Waiting) -> Bool {
      a.original != b.original ? a.original < b.original : a.arrival < b.arrival
    }
  }

  /// The entries of one priority.
  struct ClassLine: Sendable {
    let priority: Int32
    let rule: OrderRule
    var line = SortedLine<Waiting>()
  }

  /// A profile that may take the entries.
  struct Ranked: Sendable {
    let group: Int
    let suitability: Suitability
  }

  let queue: QueueID
  let asked: [SkillRequirement]
  let configuration: QueueConfiguration?
  private(set) var lines: [ClassLine] = []
  private(set) var waiting = 0
  /// The best first.
  private(set) var ranked: [Ranked] = []
  /// In the queue, without the skills.
  private(set) var unskilled: [Int] = []
  private var mayTake: [Bool] = []

  init(_ queue: QueueID, _ asked: [SkillRequirement], _ configuration: QueueConfiguration?) {
    self.queue = queue
    self.asked = asked
    self.configuration = configuration
  }

  func mayTake(_ group: Int) -> Bool { mayTake[group] }

  /// Groups are told in the order of their numbers.
  mutating func add(_ group: Int, _ profile: Profile) {
    let isIn = profile.isIn(queue)
    let meets = isIn && profile.meets(asked)
    mayTake.append(meets)
    if isIn, !meets { unskilled.append(group) }
    guard meets else { return }
    let suitability = Suitability(
      of: profile, for: asked, byLevel: configuration?.strategy == .bestSkill)
    let place = ranked.firstIndex { $0.suitability < suitability } ?? ranked.count
    ranked.insert(Ranked(group: group, suitability: suitability), at: place)
  }

  mutating func insert(_ entry: Waiting, priority: Int32) {
    waiting += 1
    lines[line(of: priority)].line.insert(entry)
  }

  mutating func remove(_ entry: Waiting, priority: Int32) {
    if lines[line(of: priority)].line.remove(entry) { waiting -= 1 }
  }

  private mutating func line(of priority: Int32) -> Int {
    if let known = lines.firstIndex(where: { $0.priority == priority }) { return known }
    lines.append(ClassLine(priority: priority, rule: rule(of: priority)))
    return lines.count - 1
  }

  func rule(of priority: Int32) -> OrderRule {
    configuration?.orderRule(of: priority) ?? OrderRule(offset: .zero, accelerationPercent: 100, waitGuard: .zero)
  }
}

extension QueueConfiguration {
  func orderRule(of priority: Int32) -> OrderRule {
    let kind = priorityClass(of: priority)
    return OrderRule(
      offset: kind.offsetMs, accelerationPercent: kind.accelerationPercent, waitGuard: waitGuardMs)
  }
}
