// Makes the web fonts: takes @fontsource's woff2 files, gives dist/fonts/*.woff2 with the letters that Arabic and
// English reports use. Both families are under the SIL Open Font Licence; because "Plex" is a reserved name, the
// cut-down files carry the family names Marsad Sans and Marsad Naskh and keep copyright and licence.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import subsetFont from 'subset-font'

const web = join(dirname(fileURLToPath(import.meta.url)), '..')
const out = join(web, 'dist', 'fonts')

const between = (first, last) => String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, i) => first + i))

/** Arabic letters, vowel signs, both rows of digits, Persian and Kurdish letters of names, punctuation. */
const ARABIC = between(0x60c, 0x60c) + '؛؟' + between(0x621, 0x63a) + between(0x640, 0x655) + between(0x660, 0x66c) +
  between(0x670, 0x671) + 'پچڤژکگھۀہیێەۆڵڕ' + between(0x6f0, 0x6f9) + '\u200c\u200d\u200e\u200f \u00a0«»()[].:،-–—%…'
const LATIN = between(0x20, 0x7e) + between(0xa0, 0xff) + '‘’“”–—…•·−×≈≤≥←→↑↓'
/** Letters of names in Turkish, Kurdish and scholars' spelling; a file of its own, which few pages need. */
const NAMES = 'ĀāĒēĪīŌōŪūḤḥḌḍṢṣṬṭẒẓĞğİıŞşÇçČčŠšŽžŁłŃńĆćĐđŐőŰűÊêÎîÛûʿʾ'

const FONTS = [
  ['ibm-plex-sans-arabic', 'arabic', 400, ARABIC, 'sans-arabic-400'],
  ['ibm-plex-sans-arabic', 'arabic', 600, ARABIC, 'sans-arabic-600'],
  ['ibm-plex-sans-arabic', 'latin', 400, LATIN, 'sans-latin-400'],
  ['ibm-plex-sans-arabic', 'latin', 600, LATIN, 'sans-latin-600'],
  ['ibm-plex-sans-arabic', 'latin-ext', 400, NAMES, 'sans-names-400'],
  ['ibm-plex-sans-arabic', 'latin-ext', 600, NAMES, 'sans-names-600'],
  ['noto-naskh-arabic', 'arabic', 400, ARABIC, 'naskh-arabic-400'],
]

mkdirSync(out, { recursive: true })
for (const [family, script, weight, letters, name] of FONTS) {
  const whole = readFileSync(join(web, 'node_modules', '@fontsource', family, 'files', `${family}-${script}-${weight}-normal.woff2`))
  const cut = await subsetFont(whole, letters, { targetFormat: 'woff2', preserveNameIds: [0, 13, 14] })
  writeFileSync(join(out, `${name}.woff2`), cut)
  console.log(`fonts/${name}.woff2: ${Math.round(cut.length / 1024)} kB of ${Math.round(whole.length / 1024)}`)
}
