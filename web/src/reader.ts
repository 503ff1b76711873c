// What the reader makes of an article's answer: records for the list, marks for the text.
import type { Mark, Span } from './spans'
import { QUADS, entityName, words } from './format'

/** An article as the server gives it. */
export interface Article {
  article_id: string
  url: string | null
  title: string | null
  byline: string | null
  publisher: string | null
  agency: string | null
  published: string | null
  published_basis: string | null
  known: string
  language: string | null
  redacted: boolean
  text: string
  furniture: { credits?: { text: string; source?: string }[]; removed?: { role: string; text: string }[] } | null
  copy_of: { article_id: string; kind: string } | null
  copies: { article_id: string; publisher: string | null; known: string; kind: string }[]
  entities: Record<string, { name: string; kind: string; qid: string | null }>
  mentions: any[]
  reports: any[]
  claims: any[]
  agenda: any[]
  commitments: any[]
  stances: any[]
  questions: any[]
}

/** One record of an article: what the list shows, and all spans that it rests on. */
export interface Listed {
  id: string
  /** Another id under which it is known: the event of a report. */
  also?: string
  kind: 'event' | 'claim' | 'agenda' | 'commitment' | 'question' | 'stance' | 'entity'
  title: string
  certainty?: string
  value: any
  marks: Mark[]
}

const ROLES: Record<string, string> = {
  trigger: 'the deed', actor: 'who acts', recipient: 'towards whom', place: 'where', date: 'when', status_cue: 'status', sentence: 'sentence',
  repeat: 'told again', source: 'who says so', cue: 'through which word', content: 'what is said', item: 'item', position: 'position',
  priority: 'priority', by: 'who promises', to: 'to whom', deadline: 'deadline', condition: 'condition', question: 'question', holder: 'who feels', target: 'about whom',
}

/** The name of a field of evidence in plain words. */
export const role = (field: string) => ROLES[field] ?? words(field)

const LAYER: Record<Listed['kind'], Mark['layer']> = {
  event: 'events', claim: 'claims', agenda: 'agenda', commitment: 'agenda', question: 'agenda', stance: 'claims', entity: 'entities',
}

/** All records of an article, in the order of their first words. */
export function recordsOf(article: Article): Listed[] {
  const name = (id: string | null) => (id ? (article.entities[id]?.name ?? entityName(id)) : '')
  const list: Listed[] = []
  const add = (kind: Listed['kind'], id: string, title: string, value: any, certainty?: string, also?: string) =>
    list.push({ id, also, kind, title, value, certainty, marks: marksOf(id, kind, value.evidence ?? {}) })
  for (const r of article.reports) {
    const side = (parties: any[]) => parties.map((p) => p.name).join(', ')
    add('event', r.report_id, `${r.event_type} ${side(r.actors)}${r.recipients.length ? ' → ' + side(r.recipients) : ''}`, r, r.certainty, r.event_id ?? undefined)
  }
  for (const c of article.claims) add('claim', c.claim_id, `${c.source ?? 'Nobody named'}: ${cut(c.content, 74)}`, c, c.certainty)
  for (const g of article.agenda) add('agenda', g.item_id, `${words(g.issue)}: ${g.label}`, g)
  for (const p of article.commitments) add('commitment', p.commitment_id, `${name(p.by) || 'Nobody named'}, ${p.kind}: ${cut(p.content, 60)}`, p)
  for (const q of article.questions) add('question', q.question_id, cut(q.content, 90), q)
  for (const s of article.stances) add('stance', s.stance_id, `${name(s.holder) || 'somebody'} on ${name(s.target) || 'something'}: ${s.polarity > 0 ? 'for' : s.polarity < 0 ? 'against' : 'neither'}`, s)
  const first = (r: Listed) => Math.min(...r.marks.map((m) => m.start), Infinity)
  list.sort((a, b) => first(a) - first(b))
  const mentioned = new Map<string, any[]>()
  for (const m of article.mentions) mentioned.set(m.entity, [...(mentioned.get(m.entity) ?? []), m])
  for (const [id, mentions] of [...mentioned].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1)))
    list.push({
      id, kind: 'entity', title: `${name(id)}${mentions.length > 1 ? ` ×${mentions.length}` : ''}`, value: { id, mentions, ...article.entities[id] },
      marks: mentions.map((m) => ({ start: m.start16, end: m.end16, layer: 'entities' as const, id, label: m.reference })),
    })
  return list
}

function marksOf(id: string, kind: Listed['kind'], evidence: Record<string, Span[]>): Mark[] {
  return Object.entries(evidence).flatMap(([field, spans]) =>
    field === 'sentence' ? [] : spans.map((s) => ({ start: s.start16, end: s.end16, layer: LAYER[kind], id, label: role(field) })),
  )
}

/** The marks of all layers. Of an event the deed is marked, of a claim its words and its cue. */
export function layersOf(article: Article): Mark[] {
  const out: Mark[] = []
  for (const record of recordsOf(article)) {
    if (record.kind === 'entity') out.push(...record.marks)
    else if (record.kind === 'event') {
      out.push(...record.marks.filter((m) => m.label === role('trigger')))
      out.push(...record.marks.filter((m) => m.label === role('status_cue')).map((m) => ({ ...m, layer: 'certainty' as const })))
    } else if (record.kind === 'claim') {
      out.push(...record.marks.filter((m) => m.label === role('content')))
      out.push(...record.marks.filter((m) => m.label === role('cue')).map((m) => ({ ...m, layer: 'certainty' as const })))
    } else if (record.kind !== 'stance') out.push(...record.marks.filter((m) => [role('item'), role('content'), role('question')].includes(m.label)))
  }
  return out
}

/** The side of an event on the diverging scale. */
export const side = (quad: number) => QUADS[quad]?.side ?? 0

function cut(text: string, most: number): string {
  return text.length > most ? text.slice(0, most - 1).trimEnd() + '…' : text
}
