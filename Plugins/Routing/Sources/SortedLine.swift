/// A sorted list in one block of memory. Taking the head and adding at the end, which is what lines do, cost O(1); any
/// other change moves a part of the block.
struct SortedLine<Element: Comparable & Sendable>: Sendable {
  private var elements = ContiguousArray<Element>()
  /// Elements before it are gone; they are cut off when they are the larger part.
  private var head = 0

  var count: Int { elements.count - head }
  var isEmpty: Bool { count == 0 }
  var first: Element? { isEmpty ? nil : elements[head] }
  subscript(place: Int) -> Element { elements[head + place] }

  mutating func insert(_ element: Element) {
    if let last = elements.last, count > 0, element < last {
      elements.insert(element, at: index(of: element))
    } else {
      elements.append(element)
    }
  }

  /// `false`: it is not there.
  @discardableResult
  mutating func remove(_ element: Element) -> Bool {
    let index = index(of: element)
    guard index < elements.count, elements[index] == element else { return false }
    if index == head {
      head += 1
      cutHead()
    } else {
      elements.remove(at: index)
    }
    return true
  }

  private mutating func cutHead() {
    guard head >= 32, head * 2 >= elements.count else { return }
    elements.removeFirst(head)
    head = 0
  }

  /// Where it is, or would be.
  private func index(of element: Element) -> Int {
    var low = head
    var high = elements.count
    while low < high {
      let middle = (low + high) / 2
      if elements[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
