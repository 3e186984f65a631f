import CallDomain
import Events
import Values

/// The agents of a centre by profile. It follows from the centre's state alone.
struct Crowd: Sendable {
  struct Group: Sendable {
    let profile: Profile
    var free = SortedLine<IdleAgent>()
    var headcount = Headcount()
  }

  private struct Member: Sendable {
    let group: Int
    let standing: Standing
    /// As the centre has them, to see without looking closer that his profile is the same.
    let skills: [SkillLevel]
    let queues: [QueueID]
  }

  /// What became of an agent that somebody should know.
  struct News: Sendable {
    /// The group in which he is free now.
    var free: Int?
    /// His group is new.
    var added: Int?
  }

  private(set) var groups: [Group] = []
  /// Logged in, whatever their profile.
  private(set) var headcount = Headcount()
  private var numbers: [Profile: Int] = [:]
  private var members: [AgentID: Member] = [:]
  private var backingOff = SortedLine<BackOff>()

  private struct BackOff: Sendable, Comparable {
    let until: Instant
    let agent: AgentID
    static func < (a: BackOff, b: BackOff) -> Bool { a.until != b.until ? a.until < b.until : a.agent < b.agent }
  }

  init() {}

  /// When the first of those who are left alone is to be asked again.
  var nextRelease: Instant? { backingOff.first?.until }

  /// Profiles that nobody has any more pile up when skills change; then it is time to begin again.
  var isCluttered: Bool { groups.count > 2 * members.count + 64 }

  mutating func look(at id: AgentID, in centre: Centre) -> News {
    guard let agent = centre.agents[id] else {
      if let gone = members.removeValue(forKey: id) { leave(id, gone) }
      return News()
    }
    let standing = Standing(agent, at: centre.lastAt)
    var news = News()
    let former = members[id]
    let group: Int
    if let former, former.skills == agent.skills, former.queues == agent.queues {
      guard former.standing != standing else { return news }
      group = former.group
    } else {
      group = number(of: Profile(agent), &news)
    }
    if let former { leave(id, former) }
    members[id] = Member(group: group, standing: standing, skills: agent.skills, queues: agent.queues)
    join(id, group, standing)
    if case .free = standing { news.free = group }
    return news
  }

  /// Ends the back-off of those whose time has come; the groups in which somebody is free now.
  mutating func release(by now: Instant) -> [Int] {
    var freed: [Int] = []
    while let first = backingOff.first, first.until <= now, let member = members[first.agent] {
      guard case .backingOff(let idle, _) = member.standing else { break }
      leave(first.agent, member)
      members[first.agent] = Member(
        group: member.group, standing: .free(idle), skills: member.skills, queues: member.queues)
      join(first.agent, member.group, .free(idle))
      freed.append(member.group)
    }
    return freed
  }

  private mutating func number(of profile: Profile, _ news: inout News) -> Int {
    if let known = numbers[profile] { return known }
    groups.append(Group(profile: profile))
    numbers[profile] = groups.count - 1
    news.added = groups.count - 1
    return groups.count - 1
  }

  private mutating func join(_ id: AgentID, _ group: Int, _ standing: Standing) {
    guard let excuse = standing.excuse else { return }
    groups[group].headcount[excuse] += 1
    headcount[excuse] += 1
    switch standing {
    case .free(let idle): groups[group].free.insert(idle)
    case .backingOff(_, let until): backingOff.insert(BackOff(until: until, agent: id))
    case .away, .excused: break
    }
  }

  private mutating func leave(_ id: AgentID, _ member: Member) {
    guard let excuse = member.standing.excuse else { return }
    groups[member.group].headcount[excuse] -= 1
    headcount[excuse] -= 1
    switch member.standing {
    case .free(let idle): groups[member.group].free.remove(idle)
    case .backingOff(_, let until): backingOff.remove(BackOff(until: until, agent: id))
    case .away, .excused: break
    }
  }
}
