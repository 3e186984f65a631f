/// `dividend ÷ divisor`, `nil` where there is nothing to divide by: a rate of nothing is unknown, not 0 and not 100 %.
@inlinable public func ratio(_ dividend: Int64, _ divisor: Int64) -> Double? {
  divisor == 0 ? nil : Double(dividend) / Double(divisor)
}
