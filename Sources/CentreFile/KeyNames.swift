import CallDomain

/// The domain's names as the file has them.
enum KeyNames {
  /// `longestIdle` → `longest-idle`.
  static func dashed(_ name: String) -> String {
    name.reduce(into: "") { text, letter in
      if letter.isUppercase, !text.isEmpty { text += "-" }
      text += letter.lowercased()
    }
  }

  /// The key for the last part of a domain's path; `nil`: the path ends in a thing that has no key of its own.
  static func key(ofPath path: String) -> String? {
    let last = path.split(separator: ".").last.map(String.init) ?? path
    return keys[last]
  }

  private static let keys = [
    "openCallsMax": "open-calls", "queueLengthMax": "queue-length", "callMsMax": "call-time",
    "serviceLevelTargetMs": "service-level", "shortAbandonMs": "short-abandon", "ringMsMax": "ring",
    "wrapUpMsMax": "wrap-up", "waitMsMax": "max-wait", "waitGuardMs": "wait-guard", "lengthMax": "max-length",
    "strikesPauseMs": "strikes-pause",
    "afterMs": "after", "offsetMs": "offset", "accelerationPercent": "acceleration", "msMax": "at-most",
    "firstDigitMs": "first-digit", "interDigitMs": "inter-digit", "triesMax": "tries", "noInputNext": "no-input",
    "noMatchNext": "no-match", "next": "next", "otherwise": "otherwise", "digitsMin": "digits", "digitsMax": "digits",
    "terminator": "terminator", "options": "options", "strategy": "strategy", "priority": "priority",
    "relaxation": "relaxation", "classes": "priorities",
  ]
}

extension CentreFile {
  /// A rule of the domain in the words of the file.
  func words(of mistake: ConfigurationMistake) -> String {
    guard let key = KeyNames.key(ofPath: mistake.path) else { return mistake.problem }
    return "\(key): \(mistake.problem)"
  }
}
