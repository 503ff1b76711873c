// Starts the built desk on a temporary archive, and a browser that may talk to nobody else.
import { spawn, spawnSync } from 'node:child_process'
import { createServer, request } from 'node:http'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, extname, join, normalize, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const WEB = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const ROOT = resolve(WEB, '..')

/** The program under test. */
export const LEGATION = process.env.LEGATION ?? join(process.env.CARGO_TARGET_DIR ?? join(homedir(), '.cache/legation/target'), 'release/legation')

/** Records files into a new archive and opens a desk on it. */
export async function openDesk({ inputs = [join(ROOT, 'examples/dispatches')], as = {} } = {}) {
  if (!existsSync(LEGATION)) throw new Error(`${LEGATION} is not there: run make build, or set LEGATION`)
  const folder = mkdtempSync(join(tmpdir(), 'legation-web-'))
  const archive = join(folder, 'archive.sqlite')
  const recorded = spawnSync(LEGATION, ['record', '--archive', archive, ...inputs], { encoding: 'utf8' })
  if (recorded.status !== 0) throw new Error(`recording failed: ${recorded.stderr}`)
  const keep = (...words) => spawnSync(LEGATION, ['relate', 'alerts', 'keep', '--archive', archive, ...words], { encoding: 'utf8' })
  for (const words of [['Silence of the two', 'ARM-AZE', '--days', '60', '--at-most', '0'], ['<script>alert(1)</script>', 'ARM-AZE', '--days', '30', '--at-least', '1']]) {
    const kept = keep(...words)
    if (kept.status !== 0) throw new Error(`keeping an alert failed: ${kept.stderr}`)
  }
  if (as.ledger) askForecasts(archive)
  const child = spawn(
    LEGATION,
    ['desk', '--archive', archive, '--port', '0', '--negotiations', join(ROOT, 'examples/negotiation')],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let told = ''
  const address = await new Promise((done, fail) => {
    const look = (chunk) => {
      told += chunk
      const found = /http:\/\/[\w.:[\]-]+/.exec(told)
      if (found) done(found[0].replace(/\/$/, ''))
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.on('exit', (code) => fail(new Error(`the desk ended with ${code}: ${told}`)))
    setTimeout(() => fail(new Error(`the desk gave no address: ${told}`)), 20_000).unref()
  })
  // DESK_DIST=1 serves web/dist in front of the program's data: what is edited here is seen without a build of Rust.
  const front = process.env.DESK_DIST ? await frontOf(address) : null
  return {
    address: front?.address ?? address,
    archive,
    close() {
      front?.server.close()
      child.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Three questions of 2024 in the archive, settled from what came after, and one that is open. */
function askForecasts(archive) {
  const run = (...words) => {
    const done = spawnSync(LEGATION, ['forecast', ...words, '--archive', archive], { encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`${words.join(' ')}: ${done.stderr}`)
  }
  for (const question of ['AZE-ARM AGREE within 90 days', 'AZE-ARM Q4 within 90 days', 'AZE-ARM CONSULT within 60 days'])
    run('ask', question, '--as-of', '2024-12-31')
  run('resolve', '--as-of', '2025-06-30')
  run('ask', 'AZE-ARM CONSULT within 90 days', '--as-of', '2025-10-21')
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' }

async function frontOf(behind) {
  const dist = join(WEB, 'dist')
  const server = createServer((asked, reply) => {
    const path = decodeURIComponent(new URL(asked.url, 'http://x').pathname)
    const file = normalize(join(dist, path === '/' ? 'index.html' : path))
    const isFile = file.startsWith(dist) && existsSync(file) && statSync(file).isFile()
    const passed = request(new URL(asked.url, behind), { method: asked.method, headers: { ...asked.headers, host: new URL(behind).host, 'accept-encoding': 'identity', 'if-none-match': '' } }, (got) => {
      const html = (got.headers['content-type'] ?? '').startsWith('text/html')
      const headers = { ...got.headers }
      if (isFile || html) {
        delete headers['content-length']
        delete headers['etag']
        headers['content-type'] = isFile ? (TYPES[extname(file)] ?? 'application/octet-stream') : TYPES['.html']
        got.resume()
        reply.writeHead(isFile ? 200 : got.statusCode, headers)
        reply.end(readFileSync(isFile ? file : join(dist, 'index.html')))
      } else {
        reply.writeHead(got.statusCode, headers)
        got.pipe(reply)
      }
    })
    passed.on('error', () => reply.destroy())
    asked.pipe(passed)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return { server, address: `http://127.0.0.1:${server.address().port}` }
}

/** Chromium, as little of it as possible. */
export async function openBrowser() {
  const path = process.env.CHROMIUM ?? '/usr/bin/chromium'
  if (!existsSync(path)) throw new Error(`${path} is missing: apt-get install -y --no-install-recommends chromium, or set CHROMIUM`)
  return chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-lcd-text', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  })
}

/** A page that is watched: requests to others, errors on the console, dialogs. */
export async function openPage(browser, desk, { width = 1280, height = 900, dark = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce', acceptDownloads: true })
  const seen = { outside: [], console: [], dialogs: [], violations: [] }
  await context.route('**/*', (route) => {
    const url = route.request().url()
    if (url.startsWith(desk.address + '/') || url.startsWith('data:') || url.startsWith('blob:')) return route.continue()
    seen.outside.push(url)
    return route.abort()
  })
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') seen.console.push(`${page.url()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => seen.console.push(`${page.url()}: ${error.stack ?? error}`))
  page.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message())
    dialog.dismiss()
  })
  return { page, seen, context }
}

/** Opens an address and waits until it is drawn and nothing is on its way. */
export async function visit(page, desk, address) {
  await page.goto(desk.address + address)
  await settled(page)
}

/** Waits until the page has its heading and all answers. */
export async function settled(page) {
  await page.waitForSelector('main h1')
  await page.waitForFunction(() => !document.querySelector('main [role=status]') && !document.querySelector('[aria-busy=true]'))
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}
