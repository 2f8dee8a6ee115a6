// Many readers at once, and one ingest while they read: how many requests fail, and how long the slowest twentieth
// takes. Takes a running server; with --bin and --archive it starts one itself, and ingests --ingest FOLDER half-way.
//
//   node tests/load.mjs --url http://127.0.0.1:7460 --readers 200 --seconds 30
//   node tests/load.mjs --bin ../target/release/marsad --archive news.db --ingest ../examples/reports
//
// Each reader walks through pages of its own, in both languages, and rests between them as people do (--rest, in
// milliseconds, 2000 by default). Prints one line of JSON; ends with 1 if a request failed, or if the 95th percentile is above --limit.
import { spawn } from 'node:child_process'
import { Agent, get } from 'node:http'
import { parseArgs } from 'node:util'
import { serve } from './server.mjs'

const { values: options } = parseArgs({ options: {
  url: { type: 'string' }, bin: { type: 'string' }, archive: { type: 'string' }, ingest: { type: 'string' },
  readers: { type: 'string', default: '200' }, seconds: { type: 'string', default: '30' }, rest: { type: 'string', default: '2000' },
  limit: { type: 'string', default: '0' },
} })
const readers = Number(options.readers)
const seconds = Number(options.seconds)
const rest = Number(options.rest)

const own = options.url ? null : await serve({ bin: options.bin, archive: options.archive, rate: 0 })
const base = options.url ?? own.address
const agent = new Agent({ keepAlive: true, maxSockets: readers })

/** One request: its status, milliseconds and body. */
const ask = (path) => new Promise((done) => {
  const start = performance.now()
  const fail = () => done({ status: 0, ms: performance.now() - start, body: '' })
  get(base + path, { agent, headers: { accept: 'text/html' } }, (answer) => {
    let body = ''
    answer.setEncoding('utf8').on('data', (part) => { body += part }).on('error', fail)
      .on('end', () => done({ status: answer.statusCode, ms: performance.now() - start, body }))
  }).on('error', fail)
})

/** Pages that readers visit: lists, and what they lead to. */
async function pages() {
  const found = new Set()
  for (const lang of ['ar', 'en']) {
    const lists = ['', 'incidents', 'incidents?sort=reports', 'reports', 'actors', 'places', 'sources', 'search?q=%D8%A7%D9%84%D8%B1%D9%82%D8%A9', 'method'].map((p) => `/${lang}/${p}`)
    for (const list of lists) {
      const { status, body } = await ask(list)
      if (status !== 200) throw new Error(`reading ${base}${list}: the server answered ${status}`)
      found.add(list)
      const links = [...body.matchAll(new RegExp(`href="(/${lang}/(?:incidents|reports|claims|actors|places|sources)/[^"#?]+)"`, 'g'))]
      for (const [, link] of links.slice(0, 12)) found.add(link.replaceAll('&amp;', '&'))
    }
  }
  return [...found].sort()
}

const visits = await pages()
const times = []
const failures = new Map()
const slowest = { ms: 0, path: '' }
const end = performance.now() + seconds * 1000

async function reader(number) {
  // Readers begin one after the other and walk apart; no chance, so that two runs ask the same.
  await new Promise((go) => setTimeout(go, (number / readers) * rest))
  for (let step = 0; performance.now() < end; step++) {
    const path = visits[(number * 37 + step * 11) % visits.length]
    const { status, ms } = await ask(path)
    times.push(ms)
    if (ms > slowest.ms) Object.assign(slowest, { ms: Math.round(ms), path })
    if (status !== 200 && status !== 304) failures.set(status, (failures.get(status) ?? 0) + 1)
    await new Promise((go) => setTimeout(go, rest * (0.75 + 0.5 * (((number * 7 + step * 3) % 10) / 10))))
  }
}

function ingest() {
  if (!options.ingest || !options.bin || !options.archive) return null
  return new Promise((done) => {
    const start = performance.now()
    setTimeout(() => {
      const child = spawn(options.bin, ['ingest', '--archive', options.archive, options.ingest], { stdio: 'ignore' })
      child.on('exit', (code) => done({ code, seconds: Math.round((performance.now() - start) / 100) / 10 }))
    }, seconds * 250)
  })
}

const ingested = ingest()
await Promise.all(Array.from({ length: readers }, (_, number) => reader(number)))
times.sort((a, b) => a - b)
const at = (share) => Math.round((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0) * 10) / 10
const failed = [...failures.values()].reduce((sum, n) => sum + n, 0)
console.log(JSON.stringify({
  readers, seconds, requests: times.length, per_second: Math.round(times.length / seconds), failed, failures: Object.fromEntries(failures),
  error_rate: times.length ? failed / times.length : 0, p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99), slowest, pages: visits.length, ingest: await ingested,
}))
agent.destroy()
await own?.close()
const limit = Number(options.limit)
process.exitCode = failed > 0 || (limit > 0 && at(0.95) > limit) ? 1 : 0
