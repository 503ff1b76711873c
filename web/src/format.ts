// Words and figures as the desk prints them.
import { names } from './names.svelte'
import { TWO } from './iso'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A civil date in words: 8 Aug 2025. What is no date is returned as it came. */
export function day(text: string | null | undefined): string {
  const found = /^(-?\d{4})-(\d{2})-(\d{2})/.exec(text ?? '')
  if (!found) return text ?? ''
  return `${Number(found[3])} ${MONTHS[Number(found[2]) - 1] ?? found[2]} ${found[1]}`
}

/** A day or a stretch of days. */
export function days(from: string | null | undefined, to: string | null | undefined): string {
  if (!from) return day(to)
  if (!to || from === to) return day(from)
  if (/-01-01$/.test(from) && to === from.slice(0, 5) + '12-31') return from.slice(0, 4)
  if (from.slice(0, 7) === to.slice(0, 7)) {
    if (from.endsWith('-01') && Number(to.slice(8)) >= 28) return `${MONTHS[Number(from.slice(5, 7)) - 1]} ${from.slice(0, 4)}`
    return `${Number(from.slice(8, 10))}–${day(to)}`
  }
  return `${day(from)} – ${day(to)}`
}

/** A civil date as milliseconds of that day's start in UTC; NaN where it is none. */
export function time(text: string | null | undefined): number {
  return text && /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text.slice(0, 10) + 'T00:00:00Z') : NaN
}

/** The civil date of a moment. */
export function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10)
}

/** A date some days later. */
export function later(text: string, by: number): string {
  return iso(time(text) + by * 86_400_000)
}

/** A figure with narrow spaces between thousands. */
export function figure(value: number, digits = 0): string {
  return value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace(/,/g, '\u202f')
}

/** A figure with its sign; a true minus. */
export function signed(value: number, digits = 1): string {
  const text = figure(Math.abs(value), digits)
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text
}

/** A share in per cent. */
export function percent(value: number, digits = 0): string {
  return `${figure(value * 100, digits)} %`
}

/** The name of an entity: the archive's, else its id in words (`person:ilham-aliyev`). */
export function entityName(id: string | null | undefined): string {
  if (!id) return ''
  const known = names.get(id)
  if (known) return known
  const last = id.slice(id.lastIndexOf(':') + 1)
  if (id.startsWith('state:')) return countryName(last)
  if (last === id) return id
  return last
    .split('-')
    .map((word) => (word ? word[0].toUpperCase() + word.slice(1) : word))
    .join(' ')
}

/** `transit_corridor` in words. */
export function words(name: string | null | undefined): string {
  return (name ?? '').replace(/[_-]/g, ' ')
}

/** One and many. */
export function count(n: number, one: string, many = one + 's'): string {
  return `${figure(n)} ${n === 1 ? one : many}`
}

/** The name of a country or organisation code: the archive's, else the browser's, else the code itself. */
export function countryName(code: string): string {
  const known = names.get(code) ?? ORGANISATIONS[code]
  if (known) return known
  const two = TWO.get(code)
  if (!two) return code
  try {
    return new Intl.DisplayNames('en-GB', { type: 'region' }).of(two) ?? code
  } catch {
    return code
  }
}

// PLOVER's codes of those who are no state.
const ORGANISATIONS: Record<string, string> = { UNO: 'United Nations', EUR: 'European Union', IGO: 'an intergovernmental body', NGO: 'a non-governmental body', NAT: 'NATO', AFU: 'African Union', KOS: 'Kosovo', WBK: 'West Bank', PSE: 'Palestine' }

/** The quad classes, by number. */
export const QUADS: Record<number, { name: string; short: string; side: 1 | -1; material: boolean }> = {
  1: { name: 'verbal cooperation', short: 'verbal coop.', side: 1, material: false },
  2: { name: 'material cooperation', short: 'material coop.', side: 1, material: true },
  3: { name: 'verbal conflict', short: 'verbal conf.', side: -1, material: false },
  4: { name: 'material conflict', short: 'material conf.', side: -1, material: true },
}

/** The certainties in the order in which boards list them. */
export const CERTAINTIES = ['confirmed', 'reported', 'claimed', 'expected', 'planned', 'rumoured', 'hypothetical', 'opinion', 'denied']

/** PLOVER's sixteen types, friendly ones first. */
export const TYPES = ['AGREE', 'CONSULT', 'SUPPORT', 'CONCEDE', 'COOPERATE', 'AID', 'RETREAT', 'REQUEST', 'ACCUSE', 'REJECT', 'THREATEN', 'PROTEST', 'SANCTION', 'MOBILIZE', 'COERCE', 'ASSAULT']
