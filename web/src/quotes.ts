// Quotations across articles: the server's families of tellings, or the same from claims where it has none.
import type { Claim } from './types'

/** One telling of a quotation. */
export interface Telling {
  claim_id: string | null
  article_id: string
  publisher: string | null
  known: string
  text: string
}

/** All tellings of a quotation, the first one first. */
export interface Family {
  id: string
  speaker: string | null
  entity: string | null
  tellings: Telling[]
}

const bare = (text: string) => text.replace(/^[“”"'‘’\s]+|[“”"'‘’\s,.]+$/g, '')
const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** Claims in quotation marks, joined where two share most of their words in order. */
export function families(claims: Claim[]): Family[] {
  const out: (Family & { words: string[] })[] = []
  const quoted = claims.filter((c) => c.speech === 'direct' && wordsOf(c.content).length >= 4)
  quoted.sort((a, b) => (a.known + a.claim_id < b.known + b.claim_id ? -1 : 1))
  for (const c of quoted) {
    const words = wordsOf(c.content)
    const home = out.find((f) => likeness(f.words, words) >= 0.8)
    const telling: Telling = { claim_id: c.claim_id, article_id: c.article_id, publisher: c.publisher, known: c.known, text: bare(c.content) }
    if (home) {
      if (!home.tellings.some((t) => t.article_id === c.article_id && t.text === telling.text)) home.tellings.push(telling)
    } else out.push({ id: c.claim_id, speaker: c.source, entity: c.source_entity, tellings: [telling], words })
  }
  return out.sort((a, b) => b.tellings.length - a.tellings.length || (a.tellings[0].known < b.tellings[0].known ? 1 : -1))
}

/** The server's answer in the same form. */
export function fromServer(answer: any): Family[] {
  const rows: any[] = Array.isArray(answer) ? answer : (answer?.rows ?? answer?.quotes ?? [])
  return rows.map((r) => {
    const tellings: any[] = r.tellings ?? r.appearances ?? r.instances ?? [r]
    return {
      id: r.quote_id ?? r.id ?? r.claim_id,
      speaker: r.speaker ?? r.source ?? null,
      entity: r.speaker_entity ?? r.source_entity ?? null,
      tellings: tellings.map((t) => ({ claim_id: t.claim_id ?? null, article_id: t.article_id, publisher: t.publisher ?? null, known: t.known ?? t.day ?? '', text: bare(t.text ?? t.quote ?? t.content ?? '') })),
    }
  })
}

function likeness(a: string[], b: string[]): number {
  return common(a, b).length / Math.max(1, Math.min(a.length, b.length))
}

/** Pairs of places of the longest common run of words in order. */
function common(a: string[], b: string[]): [number, number][] {
  const n = Math.min(a.length, 200)
  const m = Math.min(b.length, 200)
  const table = Array.from({ length: n + 1 }, () => new Uint16Array(m + 1))
  for (let i = n - 1; i >= 0; i--) for (let j = m - 1; j >= 0; j--) table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1])
  const out: [number, number][] = []
  for (let i = 0, j = 0; i < n && j < m; ) {
    if (a[i] === b[j]) out.push([i++, j++])
    else if (table[i + 1][j] >= table[i][j + 1]) i++
    else j++
  }
  return out
}

/** A telling against the first one, word by word. */
export function aligned(first: string, later: string): { text: string; kind: 'same' | 'cut' | 'new' }[] {
  const a = first.split(/\s+/).filter(Boolean)
  const b = later.split(/\s+/).filter(Boolean)
  const key = (w: string) => w.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '') || w
  const pairs = common(a.map(key), b.map(key))
  const out: { text: string; kind: 'same' | 'cut' | 'new' }[] = []
  const push = (words: string[], kind: 'same' | 'cut' | 'new') => words.length && out.push({ text: words.join(' '), kind })
  let [i, j] = [0, 0]
  for (const [x, y] of [...pairs, [a.length, b.length] as [number, number]]) {
    push(a.slice(i, x), 'cut')
    push(b.slice(j, y), 'new')
    if (x < a.length) push([b[y]], 'same')
    i = x + 1
    j = y + 1
  }
  return out
}
