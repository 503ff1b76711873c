// A chart as a file: SVG with its styles written in, PNG drawn from it, CSV of its table.

const STYLES = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'opacity', 'font-family', 'font-size', 'font-weight', 'font-style', 'text-anchor']

/** The SVG of a chart as a text that stands alone, with a line that says what it shows. */
export function standalone(svg: SVGSVGElement, caption: string): string {
  const box = svg.viewBox.baseVal
  const copy = svg.cloneNode(true) as SVGSVGElement
  const from = svg.querySelectorAll('*')
  const onto = copy.querySelectorAll('*')
  from.forEach((element, i) => {
    const style = getComputedStyle(element)
    for (const name of STYLES) {
      const value = style.getPropertyValue(name)
      if (value) onto[i].setAttribute(name, value)
    }
    onto[i].removeAttribute('class')
  })
  copy.querySelectorAll('.hit').forEach((e) => e.remove())
  copy.removeAttribute('class')
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('viewBox', `${box.x - 12} ${box.y - 12} ${box.width + 24} ${box.height + 44}`)
  copy.setAttribute('width', String(box.width + 24))
  copy.setAttribute('height', String(box.height + 44))
  const page = getComputedStyle(document.body)
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
  for (const [name, value] of Object.entries({ x: box.x - 12, y: box.y - 12, width: box.width + 24, height: box.height + 44, fill: page.backgroundColor }))
    ground.setAttribute(name, String(value))
  copy.prepend(ground)
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'text')
  for (const [name, value] of Object.entries({ x: box.x, y: box.y + box.height + 22, 'font-size': 10, 'font-family': 'sans-serif', fill: page.color }))
    line.setAttribute(name, String(value))
  line.textContent = caption
  copy.append(line)
  return new XMLSerializer().serializeToString(copy)
}

/** Hands a file to the reader. */
export function save(name: string, parts: BlobPart, type: string) {
  const address = URL.createObjectURL(new Blob([parts], { type }))
  const anchor = document.createElement('a')
  anchor.href = address
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** The chart drawn as pixels, twice as fine as on screen. */
export async function png(svg: SVGSVGElement, caption: string): Promise<Blob> {
  const text = standalone(svg, caption)
  const image = new Image()
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(text)
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.width * 2
  canvas.height = image.height * 2
  const context = canvas.getContext('2d')!
  context.scale(2, 2)
  context.drawImage(image, 0, 0)
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('no picture'))), 'image/png'))
}

/** Rows as RFC 4180, with spreadsheet formulas disarmed. */
export function csv(columns: string[], rows: (string | number | null)[][]): string {
  const cell = (value: string | number | null) => {
    let text = value === null ? '' : String(value)
    if (typeof value === 'string' && /^[=+\-@\t\r]/.test(text)) text = `'${text}`
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}
