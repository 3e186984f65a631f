import CallDomain
package import Events
package import Values

/// A contact centre as people write it down: one YAML file.
package struct CentreFile: Sendable, Equatable {
  package let centre: CentreID
  package let configuration: Configuration

  package init(centre: CentreID, configuration: Configuration) {
    self.centre = centre
    self.configuration = configuration
  }

  /// The file, or all that is wrong with it: of its form, of its keys and values, and against the rules of the domain.
  ///
  /// - Parameter isTimeZone: whether there is a time zone of this name.
  package static func read(
    _ bytes: [UInt8], isTimeZone: (String) -> Bool = { _ in true }
  ) -> Result<CentreFile, YAMLMistakes> {
    YAMLReader.read(bytes).flatMap { document in
      var decoding = Decoding()
      let file = decode(document, &decoding)
      if let zone = file?.configuration.timeZone, !zone.isEmpty, !isTimeZone(zone) {
        decoding.note(
          decoding.place(of: "timeZone"), "time-zone: there is no ‘\(zone)’", expected: "a name as Europe/Amsterdam")
      }
      for mistake in file?.configuration.mistakes() ?? [] {
        decoding.note(decoding.place(of: mistake.path), file?.words(of: mistake) ?? mistake.problem)
      }
      guard let file, decoding.mistakes.isEmpty else {
        return .failure(YAMLMistakes(all: decoding.mistakes.sorted { $0.place < $1.place }))
      }
      return .success(file)
    }
  }

  private static func decode(_ document: YAMLNode, _ decoding: inout Decoding) -> CentreFile? {
    guard var keys = Group(document, "the file", &decoding) else { return nil }
    let name = keys.take("centre")
    let id = name?.text(&decoding).flatMap { CentreID($0) }
    if name == nil {
      decoding.note(keys.place, "the key centre is missing", expected: "centre: NAME, whose configuration this is")
    } else if id == nil, let name {
      decoding.note(name.value.place, "this is no name of a centre", expected: TextIdentifierRule.statement)
    }
    let timeZone = keys.text("time-zone", "timeZone", &decoding) ?? ""
    var configuration = Configuration(limits: limits(&keys, &decoding), timeZone: timeZone)
    configuration.queues = keys.named("queues", &decoding).enumerated().map { queue($1, "queues[\($0)]", &decoding) }
    configuration.agents = keys.named("agents", &decoding).enumerated().map { agent($1, "agents[\($0)]", &decoding) }
    configuration.flows = keys.named("flows", &decoding).enumerated().map { flow($1, "flows[\($0)]", &decoding) }
    configuration.entryPoints = entryPoints(&keys, &decoding)
    keys.finish("the file", &decoding)
    return CentreFile(centre: id ?? CentreID(unchecked: "unnamed"), configuration: configuration)
  }

  private static func limits(_ keys: inout Group, _ decoding: inout Decoding) -> Limits {
    var limits = Defaults.limits
    guard let entry = keys.take("limits") else { return limits }
    decoding.found("limits", at: entry.place)
    guard var group = Group(entry.value, "limits", &decoding) else { return limits }
    limits.openCallsMax = group.number(
      "open-calls", "limits.openCallsMax", &decoding, default: limits.openCallsMax)
    limits.queueLengthMax = group.number(
      "queue-length", "limits.queueLengthMax", &decoding, default: limits.queueLengthMax)
    limits.callMsMax = group.span("call-time", "limits.callMsMax", &decoding, default: limits.callMsMax)
    group.finish("limits", &decoding)
    return limits
  }
}

/// What a key that is left out means.
enum Defaults {
  static let limits = Limits(openCallsMax: 10_000, queueLengthMax: 1_000, callMsMax: .minutes(240))
  static let serviceLevel = Milliseconds.seconds(20)
  static let shortAbandon = Milliseconds.seconds(5)
  static let ring = Milliseconds.seconds(20)
  static let promptMax = Milliseconds.seconds(60)
  static let firstDigit = Milliseconds.seconds(5)
  static let interDigit = Milliseconds.seconds(2)
  static let tries: UInt32 = 3
  static let acceleration: UInt32 = 100
}
