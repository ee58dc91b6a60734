/** The slope of a line through points, by least squares. */
export function slopePerMinute(
  points: readonly (readonly [minute: number, value: number])[],
): number {
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length
  const meanX = mean(points.map(([x]) => x))
  const meanY = mean(points.map(([, y]) => y))
  const sumXY = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  const sumXX = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  return sumXY / sumXX
}
