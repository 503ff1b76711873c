// What the axes of all charts share.
import { scaleUtc, scaleLinear } from 'd3-scale'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A scale of days over a width. */
export function timeScale(from: number, to: number, left: number, right: number) {
  return scaleUtc().domain([from, to]).range([left, right])
}

/** Marks for an axis of days, with their labels. */
export function dayTicks(scale: ReturnType<typeof timeScale>, width: number): { at: number; label: string }[] {
  const ticks = scale.ticks(Math.max(2, Math.floor(width / 80)))
  return ticks.map((tick, i) => {
    const [year, month, day] = [tick.getUTCFullYear(), tick.getUTCMonth(), tick.getUTCDate()]
    const yearly = month === 0 && day === 1
    // The first mark says the year, whatever it is, so that no axis is without one.
    const named = day === 1 ? MONTHS[month] : `${day} ${MONTHS[month]}`
    return { at: scale(tick), label: yearly ? String(year) : i === 0 ? `${named} ${year}` : named }
  })
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
