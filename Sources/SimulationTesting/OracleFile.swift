package import Foundation

/// Cases of queueing theory as the files of `Tests/SimulationTests/Data` have them; others of the same form are read
/// too. A case that this can't compare is named with its reason, and the others go on.
package struct OracleFile: Sendable {
  package struct Unreadable: Error, CustomStringConvertible {
    package let description: String
  }

  package struct Skipped: Sendable, Equatable, CustomStringConvertible {
    package let subject: String
    package let reason: String
    package var description: String { "skipped \(subject): \(reason)" }
  }

  package let checks: [QueueingCheck]
  package let skipped: [Skipped]

  package init(path: String) throws {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw Unreadable(description: "\(path) can't be read")
    }
    do {
      try self.init(bytes)
    } catch let error as DecodingError {
      throw Unreadable(description: "\(path) has not the form of the oracles: \(error.words)")
    }
  }

  package init(_ bytes: Data) throws {
    let kinds = try JSONDecoder().decode(OracleKinds.self, from: bytes)
    checks = kinds.reading.checks
    skipped = kinds.reading.skipped
  }
}

/// What became of the cases read so far.
struct OracleReading {
  private(set) var checks: [QueueingCheck] = []
  private(set) var skipped: [OracleFile.Skipped] = []

  mutating func skip(_ subject: String, _ reason: String) {
    skipped.append(OracleFile.Skipped(subject: subject, reason: reason))
  }

  /// Only what has a long run, and something to be compared with.
  mutating func add(_ check: QueueingCheck) {
    if let obstacle = check.stationary.obstacle { return skip(check.stationary.name, obstacle) }
    if check.expectations.isEmpty { return skip(check.stationary.name, "it has no figure that is compared") }
    checks.append(check)
  }
}

/// One kind of case.
protocol OracleForm: Decodable {
  /// As skipped cases are called, before their number.
  static var kind: String { get }
  /// What it may say, beside remarks. A case that says more would be another case without it.
  static func mayHave(_ key: String) -> Bool
  func read(_ number: Int, into reading: inout OracleReading)
}

/// Every kind of the file, each by its own key.
private struct OracleKinds: Decodable {
  private(set) var reading = OracleReading()

  init(from decoder: any Decoder) throws {
    let file = try decoder.container(keyedBy: AnyKey.self)
    reading.add(PoolingForm.self, "sbr", of: file)
    reading.add(PriorityForm.self, "priority", of: file)
    reading.add(HeadStartForm.self, "head_start", of: file)
    reading.add(ErlangForm.self, "cases", of: file)
    let known: Set = ["sbr", "priority", "head_start", "cases"]
    for key in file.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) where !known.contains(key.stringValue) {
      if let reason = Self.others[key.stringValue] {
        reading.skip(key.stringValue, reason)
      } else if !file.isText(key) {
        reading.skip(key.stringValue, "an unknown kind of case")
      }
    }
  }

  private static let others = [
    "ewt": "nobody predicts waits yet, so there is nothing to compare",
    "staffing": "formulas alone answer it, and MetricsTests compare them",
  ]
}

extension OracleReading {
  /// A list of cases, or only one.
  fileprivate mutating func add<Form: OracleForm>(
    _ form: Form.Type, _ name: String, of file: KeyedDecodingContainer<AnyKey>
  ) {
    let key = AnyKey(name)
    guard file.contains(key) else { return }
    if var list = try? file.nestedUnkeyedContainer(forKey: key) {
      while !list.isAtEnd {
        let number = list.currentIndex + 1
        // Reads any value, so that the list goes on behind a case that has not the form.
        guard let one = try? list.decode(OneCase<Form>.self) else { return skip(name, "the list can't be read") }
        add(one, number)
      }
    } else if let one = try? file.decode(OneCase<Form>.self, forKey: key) {
      add(one, 1)
    }
  }

  private mutating func add<Form: OracleForm>(_ one: OneCase<Form>, _ number: Int) {
    switch one {
    case .form(let form): form.read(number, into: &self)
    case .other(let reason): skip("\(Form.kind) \(number)", reason)
    }
  }
}

/// A case of this form, or why it is none.
private enum OneCase<Form: OracleForm>: Decodable {
  case form(Form)
  case other(String)

  init(from decoder: any Decoder) throws {
    do {
      let container = try decoder.container(keyedBy: AnyKey.self)
      let unknown = container.allKeys.filter { !Form.mayHave($0.stringValue) && !container.isText($0) }
        .map(\.stringValue).sorted()
      if unknown.isEmpty {
        self = .form(try Form(from: decoder))
      } else {
        self = .other("it says ‘\(unknown.joined(separator: "’, ‘"))’, which is not known here")
      }
    } catch let error as DecodingError {
      self = .other("it has not the form of its kind: \(error.words)")
    }
  }
}

struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer<AnyKey> {
  /// A remark, not a part of a case.
  fileprivate func isText(_ key: AnyKey) -> Bool { (try? decode(String.self, forKey: key)) != nil }
}

extension DecodingError {
  /// In one line, with where it is.
  fileprivate var words: String {
    let context: Context
    switch self {
    case .typeMismatch(_, let it), .valueNotFound(_, let it), .keyNotFound(_, let it), .dataCorrupted(let it):
      context = it
    @unknown default: return "\(self)"
    }
    let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
  }
}
