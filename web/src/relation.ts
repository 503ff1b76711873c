// Relations between parties, as the server tells them.

/** One period of a series. */
export interface Point {
  from: string
  to: string
  n_events: number
  /** Events by quad class: verbal and material cooperation, verbal and material conflict. */
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

/** What one party does to another, or both together; the score is a sum. */
export interface Tie {
  from: string
  to: string
  n: number
  score: number
}
