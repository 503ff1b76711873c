// Asking the server: one cache of answers, problems told in words, nothing but this origin.
import { place } from './router.svelte'

/** What went wrong, as RFC 9457 tells it. */
export interface Problem {
  title: string
  detail: string
  status: number
  hint?: string
}

/** An answer on its way: old rows stay visible while new ones are fetched. */
export interface Answer<T> {
  data: T | null
  problem: Problem | null
  loading: boolean
}

/** A page of rows with the address of the next one. */
export interface Rows<T> {
  rows: T[]
  next?: string | null
  [more: string]: unknown
}

/** The address of data: a path, parameters, and the day up to which the archive is read. */
export function data(path: string, parameters: Record<string, string | number | null | undefined> = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters))
    if (value !== null && value !== undefined && value !== '') query.set(name, String(value))
  const day = place.query.get('as_of')
  // What is built into the program knows no days, and the server refuses parameters that it does not use.
  if (day && !/^\/(precedents|explain|negotiations|forecasts)\b/.test(path) && !query.has('as_of')) query.set('as_of', day)
  const text = query.toString()
  return text ? `${path}?${text}` : path
}

/** The same rows in another shape. */
export function shape(address: string, extension: string): string {
  return address.replace(/\.json(?=\?|$)/, `.${extension}`)
}

const kept = new Map<string, Promise<unknown>>()

/** Fetches JSON, and throws a `Problem` where there is none. */
export async function get<T>(address: string): Promise<T> {
  const known = kept.get(address)
  if (known) return known as Promise<T>
  const asked = ask(address)
  kept.set(address, asked)
  if (kept.size > 60) kept.delete(kept.keys().next().value!)
  asked.catch(() => kept.delete(address))
  // The archive may grow: an answer is used again for a minute only.
  setTimeout(() => kept.delete(address), 60_000)
  return asked as Promise<T>
}

async function ask(address: string): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(address, { headers: { accept: 'application/json, application/problem+json' } })
  } catch {
    throw { title: 'The desk does not answer', detail: 'Is `legation desk` still running?', status: 0 } satisfies Problem
  }
  let body: unknown = null
  try {
    body = await response.json()
  } catch {
    // Handled below: an answer without JSON is a problem of its own.
  }
  if (response.ok && body !== null) return body
  const told = (body ?? {}) as Partial<Problem>
  throw {
    title: told.title ?? `The server answered ${response.status}`,
    detail: told.detail ?? '',
    hint: told.hint,
    status: response.status,
  } satisfies Problem
}

/** Follows an address that may change; `null` asks nothing. */
export function follow<T>(address: () => string | null): Answer<T> {
  const answer = $state<Answer<T>>({ data: null, problem: null, loading: true })
  $effect(() => {
    const wanted = address()
    if (wanted === null) {
      answer.loading = false
      answer.data = null
      return
    }
    let current = true
    answer.loading = true
    get<T>(wanted).then(
      (found) => {
        if (!current) return
        answer.data = found
        answer.problem = null
        answer.loading = false
      },
      (problem: Problem) => {
        if (!current) return
        answer.data = null
        answer.problem = problem
        answer.loading = false
      },
    )
    return () => {
      current = false
    }
  })
  return answer
}
