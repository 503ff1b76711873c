// The shapes of the server's answers, as far as pages read them. Every field may be missing: pages say so.

import type { Span } from './spans'

export interface Party {
  entity: string | null
  name: string
  country: string | null
  sector?: string | null
  title?: string | null
}

export interface State {
  known: string
  certainty: string
  status: string
  report_id: string
  article_id: string
  sentence: string
}

export interface Report {
  report_id: string
  article_id: string
  known: string
  event_type: string
  modes: string[]
  contexts: string[]
  status: string
  certainty: string
  event_date: string | null
  event_end_date: string | null
  date_precision: string
  date_basis: string
  actors: Party[]
  recipients: Party[]
  place: any
  confidence: number
  claim_id: string | null
  sentence: string
  reason: string
  publisher?: string | null
  title?: string | null
  url?: string | null
  evidence: Record<string, Span[]>
}

export interface Event {
  event_id: string
  event_type: string
  modes: string[]
  event_date: string | null
  event_end_date: string | null
  date_basis: string
  status: string
  certainty: string
  actors: Party[]
  recipients: Party[]
  place: any
  quad: number
  score: number
  cameo: string | null
  goldstein: number | null
  confidence: number
  n_reports: number
  n_articles: number
  n_sources: number
  first_known: string
  last_known: string
  contradictions: { field: string; values: { value: string; report_id: string }[] }[]
  states: State[]
  reports: Report[]
}

export interface Claim {
  claim_id: string
  article_id: string
  known: string
  publisher: string | null
  url: string | null
  source: string | null
  source_entity: string | null
  source_kind: string
  certainty: string
  strength: number
  speech: string
  within: string | null
  content: string
  reason: string
  events: string[]
  evidence: Record<string, Span[]>
}

export interface AgendaItem {
  item_id: string
  article_id: string
  known: string
  publisher: string | null
  issue: string
  label: string
  entity: string | null
  parties: string[]
  countries: string[]
  priority: string | null
  positions: { party?: string; quote?: string; known?: string }[]
  evidence: Record<string, Span[]>
}

export interface Commitment {
  commitment_id: string
  article_id: string
  known: string
  publisher: string | null
  kind: string
  by: string | null
  by_country: string | null
  to: string | null
  to_country: string | null
  content: string
  deadline_from: string | null
  deadline_to: string | null
  condition: string | null
  state: string
  reason: string
  shown_by: string | null
  reports: string[]
  evidence: Record<string, Span[]>
}

/** A line of the change board. */
export interface Change {
  of: 'type' | 'dyad'
  what: string
  now: number
  mean_4: number | null
  mean_52: number | null
  percent_4: number | null
  percent_52: number | null
  n_weeks: number
  chance: number | null
  verdict: string
}
