// Which of some records a figure counts. The server's lists know no such filters, so that a figure's
// address says it behind a `#`: told as done, as the relations count, and from whom to whom.
import type { Event } from './types'

/** An address of records, and what of them is counted. */
export interface Counted {
  address: string
  status: 'all' | 'done' | 'happened'
  from: string
  to: string
  /** An entity that stands in the event by itself, and on which side. */
  entity: string
  side: string
  /** The countries of an agenda item, all of them and no more. */
  countries: string
}

/** Takes an address apart. */
export function counted(why: string): Counted {
  const [address, rest] = why.split(/#(.*)/s)
  const said = new URLSearchParams(rest ?? '')
  const status = said.get('counted')
  return { address, status: status === 'happened' || status === 'done' ? status : 'all', from: said.get('from') ?? '', to: said.get('to') ?? '', entity: said.get('entity') ?? '', side: said.get('side') ?? '', countries: said.get('countries') ?? '' }
}

/** Whether a figure counts a row. */
export function counts(row: any, by: Counted): boolean {
  if (by.countries && row.item_id) return [...row.countries].sort().join(',') === by.countries
  if (!row.event_id) return true
  const named = (parties: Event['actors']) => parties.some((p) => p.entity === by.entity)
  if (by.entity && !(by.side !== 'recipient' && named(row.actors)) && !(by.side !== 'actor' && named(row.recipients))) return false
  // The overview counts what is told as done; relations also ask that somebody stands behind it, and know history.
  if (by.status === 'done' && !['actual', 'ongoing'].includes(row.status)) return false
  if (by.status === 'happened' && !(['actual', 'ongoing', 'historical'].includes(row.status) && ['reported', 'confirmed', 'claimed'].includes(row.certainty))) return false
  if (!by.from || !by.to) return true
  const on = (parties: Event['actors'], code: string) => parties.some((p) => p.country === code || p.entity === code)
  const onlyBack = on(row.actors, by.to) && on(row.recipients, by.from) && !(on(row.actors, by.from) && (on(row.recipients, by.to) || on(row.actors, by.to)))
  return !onlyBack
}
