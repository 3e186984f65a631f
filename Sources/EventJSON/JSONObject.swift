/// The members of an object, taken one by one; in the end none may be left, so that a slip of the fingers is not taken
/// for something that was left out.
public struct JSONObject: Sendable {
  private let offset: Int
  private var left: [JSONValue.Member]

  public init(_ json: JSONValue) throws(JSONMistake) {
    guard case .object(let members) = json.content else { throw json.mistake(wanted: "an object") }
    left = members
    offset = json.offset
  }

  /// `nil`: there is none. Null is no value of anything.
  public mutating func optional<T: JSONReadable>(_ name: String, _: T.Type) throws(JSONMistake) -> T? {
    guard let index = left.firstIndex(where: { $0.name == name }) else { return nil }
    let member = left.remove(at: index)
    do throws(JSONMistake) { return try T(json: member.value) } catch { throw error.within(name) }
  }

  public mutating func required<T: JSONReadable>(_ name: String, _ type: T.Type) throws(JSONMistake) -> T {
    guard let value = try optional(name, type) else { throw JSONMistake("the member \(name) is missing", at: offset) }
    return value
  }

  /// Text with something in it.
  public mutating func requiredText(_ name: String) throws(JSONMistake) -> String {
    let text = try required(name, String.self)
    if text.isEmpty { throw JSONMistake("the member \(name) is empty", at: offset) }
    return text
  }

  public func noChoice(of names: String) -> JSONMistake {
    JSONMistake("a member that says what it is about is missing: one of \(names)", at: offset)
  }

  public func end() throws(JSONMistake) {
    guard let first = left.first else { return }
    throw JSONMistake("there is no member \(first.name) here, or not beside the others", at: first.offset)
  }
}
