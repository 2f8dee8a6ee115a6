// A marsad that the tests start: over an archive, on a port of its own, ended by its id.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { overlay } from '../tools/dev.mjs'
import { web } from './browser.mjs'

/** The program under test: MARSAD_BIN, else the debug build. */
export function program() {
  const path = process.env.MARSAD_BIN ?? join(web, '..', process.env.CARGO_TARGET_DIR ?? 'target', 'debug', 'marsad')
  if (!existsSync(path)) throw new Error(`no program at ${path}: cargo build -p marsad, or name one in MARSAD_BIN`)
  return path
}

const freePort = () => new Promise((done) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address()
    probe.close(() => done(port))
  })
})

/** Runs the program; gives what it printed. */
export const run = (args, options = {}) => execFileSync(options.bin ?? program(), args, { encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'], ...options })

/** Whether the program has a server at all. */
export function serves() {
  try {
    run(['serve', '--help'])
    return true
  } catch {
    return false
  }
}

/** Adds a reviewer to an archive. */
export function addReviewer(archive, name, password) {
  run(['user', 'add', name, '--role', 'reviewer', '--password-stdin', '--archive', archive], { input: `${password}\n` })
}

/** A folder for an archive, which `clear` takes away. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), 'marsad-web-'))
  return { folder, archive: join(folder, 'news.db'), clear: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Serves an archive. With WEB_DIST=1, scripts and style come from web/dist and not from the program. */
export async function serve({ bin = program(), archive, args = [], rate }) {
  const port = await freePort()
  const limits = rate === undefined ? [] : ['--rate', String(rate)]
  const child = spawn(bin, ['serve', '--archive', archive, '--listen', `127.0.0.1:${port}`, ...limits, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stdout.on('data', (part) => { said += part })
  child.stderr.on('data', (part) => { said += part })
  const target = `http://127.0.0.1:${port}`
  let over = null
  const close = async () => {
    over?.close()
    if (child.exitCode === null) {
      const ended = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
      await ended
      clearTimeout(timer)
    }
  }
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${target}/en/`).catch(() => null)
    if (answer?.ok) break
    if (child.exitCode !== null || tries > 300) {
      await close()
      throw new Error(`starting ${bin} serve: ${child.exitCode === null ? 'no answer after 60 s' : `it ended with ${child.exitCode}`}\n${said}`)
    }
    await new Promise((go) => setTimeout(go, 200))
  }
  if (process.env.WEB_DIST) over = await overlay(target)
  return { address: over?.address ?? target, said: () => said, close }
}
