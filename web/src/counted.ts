// Which of some records a figure counts. The server's lists know no such filters, so that a figure's
// address says it behind a `#`: from whom to whom, or an entity by itself.
import type { Event } from './types'

/** An address of records, and what of them is counted. */
export interface Counted {
  address: string
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
  return { address, from: said.get('from') ?? '', to: said.get('to') ?? '', entity: said.get('entity') ?? '', side: said.get('side') ?? '', countries: said.get('countries') ?? '' }
}

/** Whether a figure counts a row. */
export function counts(row: any, by: Counted): boolean {
  if (by.countries && row.item_id) return [...row.countries].sort().join(',') === by.countries
  if (!row.event_id) return true
  const named = (parties: Event['actors']) => parties.some((p) => p.entity === by.entity)
  if (by.entity && !(by.side !== 'recipient' && named(row.actors)) && !(by.side !== 'actor' && named(row.recipients))) return false
  if (!by.from || !by.to) return true
  const on = (parties: Event['actors'], code: string) => parties.some((p) => p.country === code || p.entity === code)
  const onlyBack = on(row.actors, by.to) && on(row.recipients, by.from) && !(on(row.actors, by.from) && (on(row.recipients, by.to) || on(row.actors, by.to)))
  return !onlyBack
}
