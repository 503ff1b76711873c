// What the axes of all charts share.
import { scaleUtc, scaleLinear } from 'd3-scale'

/** A scale of days over a width. */
export function timeScale(from: number, to: number, left: number, right: number) {
  return scaleUtc().domain([from, to]).range([left, right])
}

/** Marks for an axis of days, with their labels. */
export function dayTicks(scale: ReturnType<typeof timeScale>, width: number): { at: number; label: string }[] {
  const format = scale.tickFormat()
  return scale.ticks(Math.max(2, Math.floor(width / 95))).map((tick) => ({ at: scale(tick), label: format(tick) }))
}

/** Round marks for an axis of figures. */
export function roundTicks(low: number, high: number, n = 4): number[] {
  return scaleLinear().domain([low, high]).nice().ticks(n)
}

/** A path of points, broken where a value is missing. */
export function path(points: ([number, number] | null)[]): string {
  let out = ''
  let pen = false
  for (const point of points) {
    if (!point) {
      pen = false
      continue
    }
    out += `${pen ? 'L' : 'M'}${point[0].toFixed(1)},${point[1].toFixed(1)}`
    pen = true
  }
  return out
}
