import Foundation

/// Places the nodes of a graph: those near each other push each other off, edges pull (Fruchterman and Reingold, 1991).
/// It begins at fixed places, so that the same graph always has the same picture.
struct ForceLayout {
  private(set) var x: [Double]
  private(set) var y: [Double]

  init(count: Int, edges: [(Int, Int)], rounds: Int = 120) {
    // A sunflower's seeds.
    x = (0..<count).map { (Double($0) + 0.5).squareRoot() * cos(Double($0) * 2.399963) }
    y = (0..<count).map { (Double($0) + 0.5).squareRoot() * sin(Double($0) * 2.399963) }
    guard count > 1 else { return }
    let ideal = 2.0
    // Further away nothing pushes, or parts without a link between them would drive each other out of the picture.
    let reach = 4 * ideal
    var heat = Double(count).squareRoot() / 2
    for _ in 0..<rounds {
      var (dx, dy) = (Array(repeating: 0.0, count: count), Array(repeating: 0.0, count: count))
      for one in 0..<count {
        for other in 0..<count where other != one {
          let (ax, ay) = (x[one] - x[other], y[one] - y[other])
          let square = max(0.01, ax * ax + ay * ay)
          guard square < reach * reach else { continue }
          dx[one] += ax * ideal * ideal / square
          dy[one] += ay * ideal * ideal / square
        }
        // What nothing holds stays in sight.
        dx[one] -= x[one] * 0.12
        dy[one] -= y[one] * 0.12
      }
      for (one, other) in edges {
        let (ax, ay) = (x[one] - x[other], y[one] - y[other])
        let pull = (ax * ax + ay * ay).squareRoot() / ideal
        dx[one] -= ax * pull
        dy[one] -= ay * pull
        dx[other] += ax * pull
        dy[other] += ay * pull
      }
      for node in 0..<count {
        let length = max(0.001, (dx[node] * dx[node] + dy[node] * dy[node]).squareRoot())
        x[node] += dx[node] / length * min(length, heat)
        y[node] += dy[node] / length * min(length, heat)
      }
      heat *= 0.96
    }
  }

  /// Fitted into a rectangle, in whole pixels, and moved apart so that dots of these radii do not touch.
  func points(width: Double, height: Double, margin: Double, radii: [Int]) -> [(x: Int, y: Int)] {
    guard let left = x.min(), let right = x.max(), let top = y.min(), let bottom = y.max() else { return [] }
    func place(_ value: Double, _ low: Double, _ high: Double, _ room: Double) -> Double {
      high - low < 0.001 ? room / 2 : margin + (value - low) / (high - low) * (room - 2 * margin)
    }
    var points = x.indices.map {
      SIMD2(place(x[$0], left, right, width), place(y[$0], top, bottom, height))
    }
    let corner = SIMD2(width, height) - margin
    for _ in 0..<60 {
      for one in points.indices {
        for other in points.indices where other > one {
          let way = points[one] - points[other]
          let distance = max(0.001, (way * way).sum().squareRoot())
          let missing = Double(radii[one] + radii[other]) + Self.gap - distance
          guard missing > 0 else { continue }
          // Dots in one place part sideways.
          let step = (distance < 0.01 ? SIMD2(1, 0) : way / distance) * (missing / 2)
          points[one] += step
          points[other] -= step
        }
        points[one].clamp(lowerBound: SIMD2(margin, margin), upperBound: corner)
      }
    }
    return points.map { (Int($0.x.rounded()), Int($0.y.rounded())) }
  }

  /// Between two dots, in pixels.
  private static let gap = 8.0
}
