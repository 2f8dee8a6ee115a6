// The API against its own description: schemathesis asks each route with what the description allows, and around it.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { web } from './browser.mjs'
import { run, scratch, serve, serves } from './server.mjs'

const program = promisify(execFile)

test('the API does as its description says', { skip: serves() ? false : 'this program has no serve', timeout: 200_000 }, async () => {
  const tool = join(web, '.venv', 'bin', 'schemathesis')
  if (!existsSync(tool)) throw new Error('no schemathesis: run web/tools/prepare-tests.sh')
  const space = scratch()
  const examples = join(web, '..', 'examples', 'reports')
  run(['ingest', '--archive', space.archive, ...readdirSync(examples).filter((name) => /-2017\d+(-\d+)?\.json$/.test(name)).map((name) => join(examples, name))])
  const server = await serve({ archive: space.archive, rate: 0 })
  try {
    // Left out: keys of pages are opaque, so a made-up one is refused; and the API is lenient to longer words than it describes.
    await program(tool, ['run', `${server.address}/api/v1/openapi.json`, '--max-examples', '4', '--seed', '1', '--workers', '2', '--no-color',
      '--phases', 'examples,coverage,fuzzing', '--exclude-checks', 'positive_data_acceptance,negative_data_rejection'], { maxBuffer: 1 << 26 })
  } catch (error) {
    mkdirSync(join(web, 'artefacts'), { recursive: true })
    writeFileSync(join(web, 'artefacts', 'schemathesis.txt'), `${error.stdout}\n${error.stderr}\n${server.said()}`)
    assert.fail(`schemathesis found faults; all of them in web/artefacts/schemathesis.txt\n${String(error.stdout).slice(-1500)}`)
  } finally {
    await server.close()
    space.clear()
  }
})
