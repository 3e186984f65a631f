import CallDomain
import Events
import Values

/// Everything that waits, by what it asks for.
struct DemandBook: Sendable {
  /// Where an entry stands, to find it again when it leaves.
  struct Place: Sendable {
    let demand: Int
    let priority: Int32
    let step: UInt32
    let waiting: Demand.Waiting
  }

  private struct Key: Hashable {
    let queue: QueueID
    let asked: [Profile.Skill]
    let preferred: [Profile.Skill]

    init(_ queue: QueueID, _ asked: [SkillRequirement]) {
      func skills(preferred: Bool) -> [Profile.Skill] {
        asked.filter { $0.preferred == preferred }.map { Profile.Skill(id: $0.skill, level: $0.minLevel) }
          .sorted { $0.id < $1.id }
      }
      self.queue = queue
      self.asked = skills(preferred: false)
      self.preferred = skills(preferred: true)
    }
  }

  private(set) var demands: [Demand] = []
  /// Demands that may have an entry and an agent for each other, in order. All others have been looked at and have not.
  private(set) var open: [Int] = []
  private var isOpen: [Bool] = []
  /// Demands with entries, in no order.
  private(set) var active: [Int] = []
  private var numbers: [Key: Int] = [:]
  private var places: [CallID: Place] = [:]

  private static let demandsMax = 2_048

  /// Demands that nobody has any more pile up when every call asks for something else; then it is time to begin again.
  var isCluttered: Bool { demands.count > Self.demandsMax && demands.count > 4 * active.count }

  func place(of call: CallID) -> Place? { places[call] }

  /// Brings the book up to date about one call; the entry that has come to stand in line, if one has.
  mutating func look(at call: CallID, in centre: Centre, _ crowd: Crowd) -> Demand.Waiting? {
    let entry = centre.waitingEntry(of: call)
    if let place = places[call] {
      if let entry, place.waiting.entry == entry.id, place.step == entry.step, place.priority == entry.stay.priority {
        return nil
      }
      remove(call, place)
    }
    guard let entry else { return nil }
    let demand = number(of: entry, in: centre, crowd)
    let waiting = Demand.Waiting(
      original: entry.stay.originalEnqueuedAt, arrival: entry.arrival, entry: entry.id)
    places[call] = Place(demand: demand, priority: entry.stay.priority, step: entry.step, waiting: waiting)
    if demands[demand].waiting == 0 { active.append(demand) }
    demands[demand].insert(waiting, priority: entry.stay.priority)
    open(demand)
    return waiting
  }

  private mutating func remove(_ call: CallID, _ place: Place) {
    places[call] = nil
    demands[place.demand].remove(place.waiting, priority: place.priority)
    if demands[place.demand].waiting == 0, let index = active.firstIndex(of: place.demand) {
      active.swapAt(index, active.count - 1)
      active.removeLast()
    }
  }

  private mutating func number(of entry: Entry, in centre: Centre, _ crowd: Crowd) -> Int {
    let key = Key(entry.stay.queue, entry.skills)
    if let known = numbers[key] { return known }
    var demand = Demand(
      entry.stay.queue, entry.skills, centre.queues[entry.stay.queue]?.configuration)
    for (number, group) in crowd.groups.enumerated() { demand.add(number, group.profile) }
    demands.append(demand)
    isOpen.append(false)
    numbers[key] = demands.count - 1
    return demands.count - 1
  }

  mutating func added(_ group: Int, _ profile: Profile) {
    for index in demands.indices { demands[index].add(group, profile) }
  }

  /// Somebody of this group is free now.
  mutating func freed(_ group: Int) {
    for demand in active where demands[demand].mayTake(group) { open(demand) }
  }

  private mutating func open(_ demand: Int) {
    guard !isOpen[demand] else { return }
    isOpen[demand] = true
    open.append(demand)
  }

  /// Keeps open what `isOpen` says.
  mutating func keepOpen(_ stays: (Demand) -> Bool) {
    open.removeAll { demand in
      guard !stays(demands[demand]) else { return false }
      isOpen[demand] = false
      return true
    }
  }
}

extension Centre {
  /// The entry of a live call that waits and is offered to nobody.
  func waitingEntry(of call: CallID) -> Entry? {
    guard let call = calls[call], !call.recorded, let entry = call.entry, entry.offers.isEmpty else { return nil }
    return entry
  }
}
