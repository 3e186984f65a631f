import EventLog
import Events
import Metrics
import Values

/// Everything that the live view shows, at one moment. Values only: what it looks like is decided by `LiveLayout`.
struct LivePicture: Sendable, Equatable {
  struct Queue: Sendable, Equatable {
    let name: String
    let waiting: Int
    /// Of those waiting: an agent's phone rings for them.
    let ringing: Int
    let longestWait: Milliseconds?
    let target: Milliseconds
    /// Of the day so far.
    let sums: QueueSums
  }

  struct Agent: Sendable, Equatable {
    let name: String
    let state: AgentState
    /// How long he has been in this state.
    let lasted: Milliseconds
    /// Why he is not ready, or for which queue he works.
    let detail: String
  }

  enum CallPhase: Sendable, Equatable, CaseIterable {
    case waiting, ringing, inIVR, talking, onHold, arrived
  }

  struct Call: Sendable, Equatable {
    let id: CallID
    let phase: CallPhase
    let who: String
    let queue: String
    let agent: String
    /// In this phase; of who waits or rings, since the caller joined the line.
    let lasted: Milliseconds
    let age: Milliseconds
  }

  /// A plugin, and how far behind the head of the log it is.
  struct Reader: Sendable, Equatable {
    let name: String
    let behind: UInt64
    /// Why it stands still; `nil`: it runs.
    let held: String?
  }

  var centre: CentreID
  var at: Instant
  /// Seconds of the centre in one of ours; 1: as fast as life.
  var speed: Double
  /// What it came to over the last second: less when its parts were waited for. `nil`: not known yet.
  var pace: Double?
  var head: Position
  var commitsPerSecond: Double
  var callsToday: Int64
  var queues: [Queue] = []
  var agents: [Agent] = []
  var calls: [Call] = []
  var readers: [Reader] = []
  /// What the person who looks must know: stopping, finished, waiting for the first event.
  var remark = ""

  /// All queues together.
  var whole: QueueSums { queues.reduce(into: QueueSums()) { $0 += $1.sums } }

  func count(_ state: AgentState) -> Int { agents.count { $0.state == state } }
  func count(_ phase: CallPhase) -> Int { calls.count { $0.phase == phase } }
}
