package import Events

/// What would be another thing under another configuration, in the words of the file.
package struct CentreChange: Sendable, Equatable {
  package enum Kind: Sendable, Equatable { case added, removed, changed }

  /// One value: `nil` where it was, or will be, absent.
  package struct Detail: Sendable, Equatable {
    /// As `options.1.next`.
    package let key: String
    package let old: String?
    package let new: String?
  }

  package let kind: Kind
  /// As `queue sales`.
  package let subject: String
  package let details: [Detail]

  /// Of a centre that has none yet.
  package static let firstConfiguration = CentreChange(kind: .added, subject: "centre", details: [])

  /// In the order of the file; empty: they are equal, values and order.
  package static func between(_ old: Configuration, _ new: Configuration) -> [CentreChange] {
    [changed("centre", settings(old), settings(new), isSame: true)].compactMap(\.self)
      + compare("queue", old.queues, new.queues, \.id.text) { $0.written(full: true) }
      + compare("agent", old.agents, new.agents, \.id.text) { $0.written(full: true) }
      + compare("flow", old.flows, new.flows, \.name) { $0.written(full: true) }
      + compare("number", old.entryPoints, new.entryPoints, \.fileName) { $0.written(full: true) }
  }

  private static func settings(_ configuration: Configuration) -> Written {
    var keys = Keys(full: true)
    keys.add("time-zone", configuration.timeZone)
    keys.add("limits", group: configuration.limits.written(full: true))
    return keys.written
  }

  private static func compare<Thing: Equatable>(
    _ what: String, _ old: [Thing], _ new: [Thing], _ name: (Thing) -> String, _ written: (Thing) -> Written
  ) -> [CentreChange] {
    let before = Dictionary(old.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
    let after = Set(new.map(name))
    var changes: [CentreChange] = []
    for thing in new {
      let subject = "\(what) \(name(thing))"
      guard let former = before[name(thing)] else {
        let details = written(thing).leaves().map { Detail(key: $0.path, old: nil, new: $0.text) }
        changes.append(CentreChange(kind: .added, subject: subject, details: details))
        continue
      }
      if let change = changed(subject, written(former), written(thing), isSame: former == thing) {
        changes.append(change)
      }
    }
    for thing in old where !after.contains(name(thing)) {
      changes.append(CentreChange(kind: .removed, subject: "\(what) \(name(thing))", details: []))
    }
    if old.map(name).filter(after.contains) != new.map(name).filter({ before[$0] != nil }) {
      changes.append(CentreChange(kind: .changed, subject: "\(what)s", details: [order]))
    }
    return changes
  }

  private static let order = Detail(key: "order", old: nil, new: "another")

  /// `isSame`: the things themselves are equal, or nobody cares for their order.
  private static func changed(_ subject: String, _ old: Written, _ new: Written, isSame: Bool) -> CentreChange? {
    let before = old.leaves()
    let after = new.leaves()
    let formerly = Dictionary(before.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
    let kept = Set(after.map(\.path))
    var details = after.compactMap { leaf in
      formerly[leaf.path] == leaf.text ? nil : Detail(key: leaf.path, old: formerly[leaf.path], new: leaf.text)
    }
    details += before.filter { !kept.contains($0.path) }.map { Detail(key: $0.path, old: $0.text, new: nil) }
    if details.isEmpty, !isSame { details.append(order) }
    return details.isEmpty ? nil : CentreChange(kind: .changed, subject: subject, details: details)
  }
}
