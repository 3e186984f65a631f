package import CallDomain
package import Events
import PluginKit
package import Values

/// Matches all that wait with all who are free (DOMAIN 4): the entry whose turn it is takes the best agent who may take
/// it, then the next one. Nobody who may take an entry stays idle while one waits for him.
///
/// What it keeps is an index of the centre's state, brought up to date by what each commit touched: a commit costs the
/// same in a centre of ten agents and of ten thousand.
package struct RoutingPolicy: Policy {
  var crowd = Crowd()
  var book = DemandBook()
  /// In line, and not told yet why nobody could be chosen.
  var unexplained: [Demand.Waiting] = []

  /// Wishes of one asking; what is left comes with the next.
  static let wishesMax = 100

  package init(_ centre: Centre) { begin(centre) }

  package mutating func observe(_ commit: Commit, in centre: Centre) {
    guard commit.centre == centre.id else { return }
    let touched = Touched(commit)
    if touched.everything || crowd.isCluttered || book.isCluttered { return begin(centre) }
    for agent in touched.agents { look(at: agent, in: centre) }
    for call in touched.calls { look(at: call, in: centre) }
  }

  package func nextWake(after now: Instant, in centre: Centre) -> Instant? { crowd.nextRelease }

  /// From the state alone: after a start, and when the configuration changed.
  private mutating func begin(_ centre: Centre) {
    crowd = Crowd()
    book = DemandBook()
    unexplained = []
    for agent in centre.agents.keys.sorted() { _ = crowd.look(at: agent, in: centre) }
    for call in centre.calls.keys.sorted() { look(at: call, in: centre) }
  }

  private mutating func look(at agent: AgentID, in centre: Centre) {
    let news = crowd.look(at: agent, in: centre)
    if let group = news.added { book.added(group, crowd.groups[group].profile) }
    if let group = news.free { book.freed(group) }
  }

  private mutating func look(at call: CallID, in centre: Centre) {
    if let waiting = book.look(at: call, in: centre, crowd) { unexplained.append(waiting) }
  }
}
