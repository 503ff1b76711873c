// Ranges that lie over one another in an article's text.

/** A range of the text on which a record rests. The server counts in UTF-16 units for us. */
export interface Span {
  start16: number
  end16: number
  start: number
  end: number
  text?: string
}

/** Something that marks a range of an article's text. */
export interface Mark {
  start: number
  end: number
  layer: 'entities' | 'events' | 'claims' | 'certainty' | 'agenda'
  /** The record that a click opens. */
  id: string
  label: string
}

/** A run of text between two borders, with all marks that cover it, the innermost first. */
export interface Run {
  text: string
  start: number
  end: number
  marks: Mark[]
}

/** Cuts a range of the text at the borders of all marks in it. */
export function runs(text: string, start: number, end: number, marks: Mark[]): Run[] {
  const inside = marks.filter((m) => m.start < end && m.end > start && m.end > m.start)
  const borders = new Set([start, end])
  for (const mark of inside) {
    borders.add(Math.max(start, mark.start))
    borders.add(Math.min(end, mark.end))
  }
  const sorted = [...borders].sort((a, b) => a - b)
  const out: Run[] = []
  for (let i = 0; i + 1 < sorted.length; i++) {
    const [from, until] = [sorted[i], sorted[i + 1]]
    const covering = inside.filter((m) => m.start <= from && m.end >= until)
    // The shortest mark is the innermost, and the one that a click means.
    covering.sort((a, b) => a.end - a.start - (b.end - b.start))
    out.push({ text: text.slice(from, until), start: from, end: until, marks: covering })
  }
  return out
}

/** The paragraphs of a text, as ranges. */
export function paragraphs(text: string): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = []
  let start = 0
  for (const found of text.matchAll(/\n{2,}/g)) {
    if (found.index > start) out.push({ start, end: found.index })
    start = found.index + found[0].length
  }
  if (start < text.length) out.push({ start, end: text.length })
  return out
}
