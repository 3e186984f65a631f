import Events
import Metrics
import Storage
import Values

/// Gathers what several queries, and the states that agents are in, tell about the same agents.
struct AgentRows {
  private struct Place: Hashable, Comparable {
    /// 0 in totals.
    let start: Int64
    let agent: AgentID
    let centre: CentreID
    static func < (a: Place, b: Place) -> Bool { (a.start, a.agent, a.centre) < (b.start, b.agent, b.centre) }
  }
  private let byInterval: Bool
  private var rows: [Place: AgentRow] = [:]

  init(byInterval: Bool) { self.byInterval = byInterval }

  var sorted: [AgentRow] { rows.sorted { $0.key < $1.key }.map(\.value) }

  mutating func add(sums: [[Value]], notReady: [[Value]]) throws(StorageFailure) {
    for answer in sums {
      var reader = RowReader(answer)
      let place = try place(&reader)
      change(place) { [sums = try reader.agentSums()] in $0.sums += sums }
    }
    for answer in notReady {
      var reader = RowReader(answer)
      let place = try place(&reader)
      let reason = try reader.text()
      let ms = try reader.integer()
      change(place) { $0.add(ms, notReady: reason) }
    }
  }

  /// Adds the states that agents are in at the instant of the report.
  mutating func add(_ open: OpenState, _ selection: KPISelection) {
    for now in open.agents where selection.centre == nil || selection.centre == now.centre {
      // What lies outside the selection is not looked at, however long ago the state began.
      let since = max(now.since.ms, selection.from.map { IntervalGrid.firstStart(notBefore: $0.ms) } ?? .min)
      let until = min(open.at.ms, selection.to.map { IntervalGrid.firstStart(notBefore: $0.ms) } ?? .max)
      IntervalGrid.split(from: since, to: until) { interval, ms in
        change(Place(start: byInterval ? interval : 0, agent: now.agent, centre: now.centre)) {
          $0.sums.add(ms, in: now.state)
          if now.inferred { $0.sums.inferredMs += ms }
          if now.state == .notReady { $0.add(ms, notReady: now.reason) }
        }
      }
    }
  }

  private mutating func change(_ place: Place, _ change: (inout AgentRow) -> Void) {
    let fresh = AgentRow(
      intervalStart: byInterval ? Instant(ms: place.start) : nil, centre: place.centre, agent: place.agent)
    change(&rows[place, default: fresh])
  }

  private func place(_ reader: inout RowReader) throws(StorageFailure) -> Place {
    let centre = try reader.name(CentreID.self)
    let agent = try reader.name(AgentID.self)
    return Place(start: try reader.integer(), agent: agent, centre: centre)
  }
}

extension AgentRow {
  fileprivate mutating func add(_ ms: Int64, notReady reason: String) {
    if let known = notReady.firstIndex(where: { $0.reason == reason }) {
      notReady[known].ms += ms
    } else {
      notReady.append(NotReady(reason: reason, ms: ms))
      notReady.sort { $0.reason.utf8.lexicographicallyPrecedes($1.reason.utf8) }
    }
  }
}

extension AgentSums {
  fileprivate mutating func add(_ ms: Int64, in state: AgentState) {
    switch state {
    case .idle: idleMs += ms
    case .offered: offeredMs += ms
    case .talking: talkingMs += ms
    case .holding: holdingMs += ms
    case .wrapUp: wrappingUpMs += ms
    case .otherCall: otherCallMs += ms
    case .notReady: notReadyMs += ms
    case .disconnected: disconnectedMs += ms
    }
  }
}
