// Relations between two parties: the server's series, and the same made here from events where it has none.
import type { Event } from './types'
import { time } from './format'

/** One period of a series. */
export interface Point {
  from: string
  to: string
  n_events: number
  quad: [number, number, number, number]
  score_mean: number | null
  n_recorded: number | null
  coverage: string
}

/** A change of level, and what moved it. */
export interface Moved {
  day: string
  before: number
  after: number
  strength: number
  moved_by: { event_type: string; before: number; after: number; share: number; events: string[] }[]
}

const DAY = 86_400_000

/** Events by month. Days that are not known exactly are left out, as the server leaves them out. */
export function monthly(events: Event[]): Point[] {
  const dated = events.filter((e) => e.event_date && !Number.isNaN(time(e.event_date)) && time(e.event_end_date) - time(e.event_date) <= 31 * DAY && happened(e))
  if (!dated.length) return []
  const days = dated.map((e) => e.event_date!).sort()
  const out: Point[] = []
  let [year, month] = [Number(days[0].slice(0, 4)), Number(days[0].slice(5, 7))]
  const last = days[days.length - 1].slice(0, 7)
  for (let n = 0; n < 1200; n++) {
    const key = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`
    const inside = dated.filter((e) => e.event_date!.startsWith(key))
    const quad: [number, number, number, number] = [0, 0, 0, 0]
    for (const e of inside) if (e.quad >= 1 && e.quad <= 4) quad[e.quad - 1]++
    out.push({
      from: `${key}-01`,
      to: new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10),
      n_events: inside.length,
      quad,
      score_mean: inside.length ? inside.reduce((sum, e) => sum + e.score, 0) / inside.length : null,
      n_recorded: null,
      coverage: inside.length ? 'events' : 'silence',
    })
    if (key >= last) break
    month = month === 12 ? 1 : month + 1
    if (month === 1) year++
  }
  return out
}

/** Whether an event is told as done or going on. */
export function happened(e: Event): boolean {
  return (e.status === 'actual' || e.status === 'ongoing') && !['denied', 'hypothetical'].includes(e.certainty)
}

/** A directed tie between two countries. */
export interface Tie {
  from: string
  to: string
  n: number
  score: number
}

/** The parties of events and what they do to one another, counted here from rows of events. */
export function ties(events: Event[]): { nodes: Map<string, number>; ties: Tie[] } {
  const nodes = new Map<string, number>()
  const found = new Map<string, Tie>()
  for (const e of events.filter(happened)) {
    const codes = (parties: Event['actors']) => [...new Set(parties.map((p) => p.country).filter((c): c is string => !!c))]
    const [actors, recipients] = [codes(e.actors), codes(e.recipients)]
    for (const code of new Set([...actors, ...recipients])) nodes.set(code, (nodes.get(code) ?? 0) + 1)
    const add = (from: string, to: string) => {
      if (from === to) return
      const key = `${from} ${to}`
      const tie = found.get(key) ?? { from, to, n: 0, score: 0 }
      tie.n++
      tie.score += e.score
      found.set(key, tie)
    }
    for (const a of actors) for (const b of recipients) add(a, b)
    // Several actors without a recipient act with one another.
    if (!recipients.length) for (const a of actors) for (const b of actors) add(a, b)
  }
  return { nodes, ties: [...found.values()].sort((a, b) => (a.from + a.to < b.from + b.to ? -1 : 1)) }
}
