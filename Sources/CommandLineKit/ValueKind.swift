package import Values

/// A text that a kind of value does not take; `reason` where there is more to say than what is accepted.
package struct BadValue: Error, Hashable, Sendable {
  package let reason: String?
  package init(_ reason: String? = nil) { self.reason = reason }
}

/// What a shell offers when a value is to be completed.
package enum Completion: Hashable, Sendable {
  case nothing
  case file
  case folder
}

/// How the text of an argument or option becomes a value, and what to tell people about it.
package struct ValueKind<Value: Sendable>: Sendable {
  package typealias Read = @Sendable (String) throws(BadValue) -> Value

  /// Stands for the value in usage lines: `N`, `INSTANT`.
  package var placeholder: String
  /// Completes the sentence “expected …”.
  package var accepts: String
  package var choices: [String] = []
  package var completion: Completion = .nothing
  package var read: Read

  package init(_ placeholder: String, accepts: String, read: @escaping Read) {
    self.placeholder = placeholder
    self.accepts = accepts
    self.read = read
  }

  /// The same kind under a name that says more in the usage line.
  package func named(_ placeholder: String) -> Self {
    var kind = self
    kind.placeholder = placeholder
    return kind
  }
}

extension ValueKind where Value == String {
  /// Any text but an empty one.
  package static var text: Self {
    ValueKind("TEXT", accepts: "a text that is not empty") { text throws(BadValue) in
      guard !text.isEmpty else { throw BadValue() }
      return text
    }
  }

  /// A path; whether it exists is for the command to find out.
  package static var file: Self { path("FILE", .file) }
  package static var folder: Self { path("FOLDER", .folder) }

  /// One of a list that is known only when the program runs.
  package static func oneOf(_ choices: [String], named placeholder: String) -> Self {
    var kind = ValueKind(placeholder, accepts: Sentence.alternatives(choices)) { text throws(BadValue) in
      guard choices.contains(text) else { throw BadValue() }
      return text
    }
    kind.choices = choices
    return kind
  }

  private static func path(_ placeholder: String, _ completion: Completion) -> Self {
    var kind = ValueKind(placeholder, accepts: "a path") { text throws(BadValue) in
      guard !text.isEmpty else { throw BadValue() }
      return text
    }
    kind.completion = completion
    return kind
  }
}

extension ValueKind where Value == Int {
  package static var count: Self { whole(0...Int.max) }

  package static func whole(_ range: ClosedRange<Int>) -> Self {
    let upper =
      range.upperBound == Int.max ? "\(range.lowerBound) upwards" : "\(range.lowerBound) to \(range.upperBound)"
    return ValueKind("N", accepts: "a whole number, \(upper)") { text throws(BadValue) in
      guard let number = Int(text), range.contains(number) else { throw BadValue() }
      return number
    }
  }
}

extension ValueKind where Value == Double {
  package static func decimal(_ range: ClosedRange<Double>) -> Self {
    ValueKind("X", accepts: "a number from \(range.lowerBound) to \(range.upperBound)") { text throws(BadValue) in
      guard let number = Double(text), range.contains(number) else { throw BadValue() }
      return number
    }
  }
}

extension ValueKind where Value == Instant {
  package static var instant: ValueKind<Instant> {
    ValueKind("INSTANT", accepts: InstantText.accepted) { text throws(BadValue) in
      do throws(InstantTextError) { return try InstantText.read(text) } catch {
        throw BadValue(error == .shape ? nil : error.description)
      }
    }
  }
}

extension ValueKind where Value == Milliseconds {
  package static var duration: ValueKind<Milliseconds> {
    ValueKind("DURATION", accepts: DurationText.accepted) { text throws(BadValue) in
      guard let duration = DurationText.read(text) else { throw BadValue() }
      return duration
    }
  }
}

extension ValueKind where Value: TextIdentifier {
  /// A centre, queue or agent by its name.
  package static var name: Self {
    ValueKind("NAME", accepts: TextIdentifierRule.statement) { text throws(BadValue) in
      guard let id = Value(text) else { throw BadValue() }
      return id
    }
  }
}

extension ValueKind where Value: BinaryIdentifier {
  /// A call, command or log by its 32 hexadecimal digits.
  package static var id: Self {
    ValueKind("ID", accepts: "32 hexadecimal digits, not all zero") { text throws(BadValue) in
      guard let id = Value(text: text) else { throw BadValue() }
      return id
    }
  }
}

/// A closed list of values, each written as its raw value.
package protocol Choice: CaseIterable, RawRepresentable<String>, Hashable, Sendable {}

extension ValueKind where Value: Choice {
  package static func choice(_ placeholder: String) -> Self {
    let choices = Value.allCases.map(\.rawValue)
    var kind = ValueKind(placeholder, accepts: Sentence.alternatives(choices)) { text throws(BadValue) in
      guard let value = Value(rawValue: text) else { throw BadValue() }
      return value
    }
    kind.choices = choices
    return kind
  }
}

/// Words put together for people.
enum Sentence {
  /// `a`, `a or b`, `a, b or c`.
  static func alternatives(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
