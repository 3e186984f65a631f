/// What somebody probably meant.
package enum Spelling {
  /// The candidates nearest to `word`, best first; empty when none is near enough to be a slip of the fingers.
  package static func suggestions(for word: String, among candidates: [String]) -> [String] {
    let given = word.lowercased()
    let slipsMax = max(1, given.count / 3)
    let near = candidates.enumerated().compactMap { index, candidate -> (slips: Int, index: Int, text: String)? in
      let known = candidate.lowercased()
      let slips = distance(given, known)
      if slips <= slipsMax { return (slips, index, candidate) }
      // A word broken off is meant as its beginning.
      return given.count >= 2 && known.hasPrefix(given) ? (slipsMax, index, candidate) : nil
    }
    return near.sorted { ($0.slips, $0.index) < ($1.slips, $1.index) }.prefix(suggestionsMax).map(\.text)
  }

  private static let suggestionsMax = 3

  /// Damerau-Levenshtein in its restricted form: insertions, deletions, substitutions and swaps of neighbours.
  static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a)
    let b = Array(b)
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [Int](repeating: i, count: b.count + 1)
      for j in 1...b.count {
        let same = a[i - 1] == b[j - 1]
        row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1))
        let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]
        if swapped { row[j] = min(row[j], beforeLast[j - 2] + 1) }
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
