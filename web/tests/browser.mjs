// What the tests share: Chromium with a fresh profile, a server of the fixtures, pictures into web/artefacts.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { data, page as fixture } from '../fixtures/pages.mjs'
import { TYPES } from '../tools/dev.mjs'

export const web = join(dirname(fileURLToPath(import.meta.url)), '..')
const artefacts = join(web, 'artefacts')
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-angle=swiftshader', '--enable-unsafe-swiftshader']

/** A browser with a profile of its own, which goes with it. */
export async function browser() {
  const path = process.env.CHROMIUM ?? '/usr/bin/chromium'
  if (!existsSync(path)) throw new Error(`no browser at ${path}: apt-get install chromium, or name one in CHROMIUM`)
  const profile = mkdtempSync(join(tmpdir(), 'marsad-browser-'))
  const open = (options = {}) => chromium.launchPersistentContext(mkdtempSync(join(profile, 'p-')), { executablePath: path, args: ARGS, viewport: { width: 1280, height: 900 }, ...options })
  const contexts = []
  return {
    async context(options) {
      const context = await open(options)
      contexts.push(context)
      return context
    },
    async close() {
      for (const context of contexts) await context.close().catch(() => {})
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

export const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** The fixtures at an address of this machine, under the policy of the real server. `events.send(data)` is its live line. */
export async function fixtures() {
  const listeners = new Set()
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost')
    const send = (type, body) => response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(body)
    if (pathname === '/live') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      listeners.add(response)
      request.on('close', () => listeners.delete(response))
      return
    }
    if (pathname.startsWith('/static/')) {
      const path = join(web, 'dist', normalize(pathname.slice(8)))
      if (!path.startsWith(join(web, 'dist')) || !existsSync(path)) return response.writeHead(404).end()
      return send(TYPES[extname(path)] ?? 'application/octet-stream', readFileSync(path))
    }
    const found = pathname.startsWith('/api/') ? data(request.url) : null
    if (found) return send('application/json', JSON.stringify(found))
    const match = /^\/(ar|en)\/(\w+)$/.exec(pathname)
    if (!match) return response.writeHead(404).end()
    send('text/html; charset=utf-8', fixture(match[1], match[2], searchParams))
  })
  await new Promise((ready) => server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', ready))
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    send: (event) => listeners.forEach((listener) => listener.write(`event: change\ndata: ${JSON.stringify(event)}\n\n`)),
    listeners,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A picture for people to look at. */
export async function picture(page, name, options = {}) {
  mkdirSync(artefacts, { recursive: true })
  await page.screenshot({ path: join(artefacts, `${name}.png`), ...options })
}

/** Faults that a page tells the browser: of scripts and of the security policy. */
export function faultsOf(page) {
  const faults = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => { if (message.type() === 'error') faults.push(`${message.text()} ${message.location().url ?? ''}`) })
  return faults
}

/** Serious faults of accessibility, as lines. */
export async function accessibility(page) {
  const source = readFileSync(join(web, 'node_modules/axe-core/axe.min.js'), 'utf8')
  // Through the debugger, so that the page's policy stays as strict as it is.
  await page.evaluate(`(() => { ${source}\n })()`)
  const result = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }))
  return result.violations
    .filter((fault) => fault.impact === 'serious' || fault.impact === 'critical')
    .map((fault) => `${fault.id}: ${fault.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`)
}

/** Whether a page is wider than its window. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** Leaves the map out where it is not what is tried: it takes a second or two. Hides what it would hide. */
export const withoutMap = (context, except = () => false) => context.route('**/static/map.js*', (route) => (except()
  ? route.continue()
  : route.fulfill({ contentType: 'text/javascript', body: "export const map = (island) => { for (const child of island.children) child.classList.add('server') }" })))
