// Chromium writes pictures fast and large: 256 colours are enough for a page, and take a third.
import { constants, deflateSync, inflateSync } from 'node:zlib'

const TABLE = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1
  return n >>> 0
})

function chunk(type, data) {
  const out = Buffer.alloc(12 + data.length)
  out.writeUInt32BE(data.length, 0)
  out.write(type, 4, 'latin1')
  data.copy(out, 8)
  let crc = 0xffffffff
  for (const byte of out.subarray(4, 8 + data.length)) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8)
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 8 + data.length)
  return out
}

/** The picture in its 256 commonest colours, others as the nearest of them. */
export function pressed(png) {
  const packed = []
  let header
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    if (type === 'IHDR') header = png.subarray(at + 8, at + 8 + length)
    if (type === 'IDAT') packed.push(png.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  const bytes = header[9] === 6 ? 4 : 3
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const pixels = unfiltered(inflateSync(Buffer.concat(packed)), width, height, bytes)
  const colours = new Map()
  const index = Buffer.alloc(height * (width + 1))
  const counts = new Map()
  for (let i = 0; i < width * height; i++) {
    const key = (pixels[i * bytes] << 16) | (pixels[i * bytes + 1] << 8) | pixels[i * bytes + 2]
    // A rare colour that is no grey says more than one more grey.
    const [r, g, b] = [pixels[i * bytes], pixels[i * bytes + 1], pixels[i * bytes + 2]]
    counts.set(key, (counts.get(key) ?? 0) + (Math.max(r, g, b) - Math.min(r, g, b) > 60 ? 12 : 1))
  }
  // The colours used most are kept as they are, so that grounds and marks do not change.
  for (const [key] of [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256)) colours.set(key, colours.size)
  const list = [...colours.keys()]
  const nearest = new Map()
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * bytes
      const key = (pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2]
      let found = colours.get(key) ?? nearest.get(key)
      if (found === undefined) {
        let best = Infinity
        list.forEach((c, n) => {
          const d = (((c >> 16) & 255) - pixels[i]) ** 2 + (((c >> 8) & 255) - pixels[i + 1]) ** 2 + ((c & 255) - pixels[i + 2]) ** 2
          if (d < best) [best, found] = [d, n]
        })
        nearest.set(key, found)
      }
      index[y * (width + 1) + 1 + x] = found
    }
  const palette = Buffer.from(list.flatMap((c) => [(c >> 16) & 255, (c >> 8) & 255, c & 255]))
  const head = Buffer.from(header)
  head[9] = 3
  const data = deflateSync(index, { level: 9, memLevel: 9, strategy: constants.Z_DEFAULT_STRATEGY })
  return Buffer.concat([png.subarray(0, 8), chunk('IHDR', head), chunk('PLTE', palette), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

/** Takes the five filters of the format back. */
function unfiltered(raw, width, height, bytes) {
  const line = width * bytes
  const out = Buffer.alloc(height * line)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (line + 1)]
    for (let x = 0; x < line; x++) {
      const left = x >= bytes ? out[y * line + x - bytes] : 0
      const up = y ? out[(y - 1) * line + x] : 0
      const corner = y && x >= bytes ? out[(y - 1) * line + x - bytes] : 0
      let add = 0
      if (filter === 1) add = left
      else if (filter === 2) add = up
      else if (filter === 3) add = (left + up) >> 1
      else if (filter === 4) {
        const p = left + up - corner
        const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)]
        add = a <= b && a <= c ? left : b <= c ? up : corner
      }
      out[y * line + x] = (raw[y * (line + 1) + 1 + x] + add) & 255
    }
  }
  return out
}
