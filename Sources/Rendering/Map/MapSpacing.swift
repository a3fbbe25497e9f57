/// How much room a map leaves between its boxes, in pixels.
struct MapSpacing: Hashable, Sendable {
  /// Between two columns of machines: the length of a short cable.
  var rankGap: Int
  /// Between the columns of boxes inside a machine.
  var boxGap: Int
  /// Inside a machine, round its boxes.
  var padding: Int
  /// The columns of text after which the reason of a drop wraps.
  var dropColumns: Int

  /// Machines that no drawn packet crosses show no more than where their cables go in.
  var foldsAside = false

  static let wide = MapSpacing(rankGap: 44, boxGap: 24, padding: 12, dropColumns: 24)
  /// For a long row of machines, which then fits a page more often.
  static let tight = MapSpacing(rankGap: 26, boxGap: 14, padding: 8, dropColumns: 18)
  /// For one that still does not.
  static let folded = MapSpacing(rankGap: 26, boxGap: 14, padding: 8, dropColumns: 18, foldsAside: true)
}
