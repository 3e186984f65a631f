import Events

/// What became of digits at the node where a call stands.
enum HeardDigits: Equatable {
  /// They stopped a prompt that asks for nothing, and are for the node after it.
  case skipped(count: Int)
  case more(digits: String)
  case chosen(MenuOption)
  case collected(digits: String)
  case noMatch(digits: String)
}

/// The keys of a phone.
enum Keys {
  static func areAll(_ digits: String) -> Bool { digits.utf8.allSatisfy(isKey) }

  static func isKey(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "#"): true
    default: false
    }
  }

  /// One `x` for each digit.
  static func masked(_ count: Int) -> String { String(repeating: "x", count: count) }
}

extension GuidedRun {
  /// Whether a digit counts now: a prompt that may not be interrupted is heard to its end.
  var hears: Bool {
    switch waiting {
    case .nothing: false
    case .promptEnd: step?.prompt?.bargeIn == true
    case .firstDigit, .nextDigit: true
    }
  }

  var isMasked: Bool {
    if case .collect(let collect)? = step { collect.masked } else { false }
  }

  /// Takes from `typed` what this node makes use of. What is left over belongs to the nodes after it.
  func hear(_ typed: inout ArraySlice<UInt8>) -> HeardDigits? {
    switch step {
    case .play?: .skipped(count: typed.count)
    case .menu(let menu)?: choose(menu, &typed)
    case .collect(let collect)?: collectDigits(collect, &typed)
    case .queue?, .hangUp?, .unknown?, nil: nil
    }
  }

  private func choose(_ menu: MenuNode, _ typed: inout ArraySlice<UInt8>) -> HeardDigits {
    var entered = digits
    while let key = typed.popFirst() {
      entered.append(Character(Unicode.Scalar(key)))
      if let option = menu.options.first(where: { $0.digits == entered }) { return .chosen(option) }
      guard menu.options.contains(where: { $0.digits.hasPrefix(entered) }) else { return .noMatch(digits: entered) }
    }
    return .more(digits: entered)
  }

  private func collectDigits(_ collect: CollectNode, _ typed: inout ArraySlice<UInt8>) -> HeardDigits {
    var entered = digits
    while let key = typed.popFirst() {
      if key == collect.terminator.utf8.first {
        return entered.utf8.count >= Int(collect.digitsMin) ? .collected(digits: entered) : .noMatch(digits: entered)
      }
      entered.append(collect.masked ? "x" : Character(Unicode.Scalar(key)))
      if entered.utf8.count == Int(collect.digitsMax) { return .collected(digits: entered) }
    }
    return .more(digits: entered)
  }

  /// No digit came in time after the last one.
  var heardAtEnd: HeardDigits {
    if case .collect(let collect)? = step, digits.utf8.count >= Int(collect.digitsMin) {
      return .collected(digits: digits)
    }
    return .noMatch(digits: digits)
  }
}
