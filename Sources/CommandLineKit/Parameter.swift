/// One thing that a command line may hold: a typed key for reading it, and its declaration for parser, help and shells.
package protocol Parameter: Sendable {
  associatedtype Value: Sendable
  var declaration: Declaration { get }
}

/// The part of a parameter that does not depend on the type of its value.
package struct Declaration: Sendable {
  enum Shape: Hashable, Sendable { case flag, option, positional }
  enum Arity: Hashable, Sendable { case required, optional, repeated }

  let shape: Shape
  /// `["--format", "-o"]`; of a positional argument its name.
  let names: [String]
  let arity: Arity
  let summary: String
  var placeholder = ""
  var accepts = ""
  var choices: [String] = []
  var completion = Completion.nothing
  var defaultText: String?
  /// Read where the command line does not have the option.
  var environment: String?
  /// From the texts given, none to many, to the value that the key reads. Called with the arity already checked.
  let read: @Sendable ([String]) throws(BadValueAt) -> any Sendable

  var name: String { names[0] }
  var takesValue: Bool { shape != .flag }
}

/// A bad value and which text it was.
struct BadValueAt: Error, Hashable, Sendable {
  let text: String
  let reason: String?
}

/// `--follow`: there or not.
package struct Flag: Parameter {
  package typealias Value = Bool
  package let declaration: Declaration

  package init(_ names: String..., summary: String) {
    declaration = Declaration(shape: .flag, names: names, arity: .optional, summary: summary) { texts in
      !texts.isEmpty
    }
  }
}

/// `--from INSTANT`. The type says how often it may come: `Option<Instant?>` once or not at all, `Option<[QueueID]>`
/// any number of times, `Option<Int>` once, with a default or required.
package struct Option<Value: Sendable>: Parameter {
  package let declaration: Declaration

  /// May be left out; then `nil`.
  package init<Element>(
    _ names: String..., kind: ValueKind<Element>, summary: String, environment: String? = nil
  ) where Value == Element? {
    declaration = .option(names, kind, .optional, summary, nil, environment) { values in values.last }
  }

  /// May come any number of times.
  package init<Element>(_ names: String..., kind: ValueKind<Element>, summary: String) where Value == [Element] {
    declaration = .option(names, kind, .repeated, summary, nil, nil) { values in values }
  }

  /// May be left out; then `fallback`, which the help shows as `shown`.
  package init(
    _ names: String..., kind: ValueKind<Value>, default fallback: Value, shown: String? = nil, summary: String,
    environment: String? = nil
  ) {
    let text = shown ?? (fallback as? any RawRepresentable<String>)?.rawValue ?? String(describing: fallback)
    declaration = .option(names, kind, .optional, summary, text, environment) { values in values.last ?? fallback }
  }

  /// Must be given, on the command line or in the environment.
  package init(_ names: String..., required kind: ValueKind<Value>, summary: String, environment: String? = nil) {
    declaration = .option(names, kind, .required, summary, nil, environment) { values in values[0] }
  }
}

/// A value by its place. The type says how often, as with `Option`.
package struct Argument<Value: Sendable>: Parameter {
  package let declaration: Declaration

  package init(_ name: String, kind: ValueKind<Value>, summary: String) {
    declaration = .positional(name, kind, .required, summary) { values in values[0] }
  }

  package init<Element>(_ name: String, kind: ValueKind<Element>, summary: String) where Value == Element? {
    declaration = .positional(name, kind, .optional, summary) { values in values.last }
  }

  package init<Element>(_ name: String, kind: ValueKind<Element>, summary: String) where Value == [Element] {
    declaration = .positional(name, kind, .repeated, summary) { values in values }
  }
}

extension Declaration {
  fileprivate static func option<Element: Sendable>(
    _ names: [String], _ kind: ValueKind<Element>, _ arity: Arity, _ summary: String, _ defaultText: String?,
    _ environment: String?, collect: @escaping @Sendable ([Element]) -> any Sendable
  ) -> Declaration {
    var declaration = valued(.option, names, kind, arity, summary, collect: collect)
    declaration.defaultText = defaultText
    declaration.environment = environment
    return declaration
  }

  fileprivate static func positional<Element: Sendable>(
    _ name: String, _ kind: ValueKind<Element>, _ arity: Arity, _ summary: String,
    collect: @escaping @Sendable ([Element]) -> any Sendable
  ) -> Declaration {
    valued(.positional, [name], kind, arity, summary, collect: collect)
  }

  private static func valued<Element: Sendable>(
    _ shape: Shape, _ names: [String], _ kind: ValueKind<Element>, _ arity: Arity, _ summary: String,
    collect: @escaping @Sendable ([Element]) -> any Sendable
  ) -> Declaration {
    let read = kind.read
    var declaration = Declaration(shape: shape, names: names, arity: arity, summary: summary) {
      texts throws(BadValueAt) in
      var values: [Element] = []
      for text in texts {
        do throws(BadValue) { values.append(try read(text)) } catch {
          throw BadValueAt(text: text, reason: error.reason)
        }
      }
      return collect(values)
    }
    declaration.placeholder = kind.placeholder
    declaration.accepts = kind.accepts
    declaration.choices = kind.choices
    declaration.completion = kind.completion
    return declaration
  }
}
