// Words, numbers and dates of the islands. Takes the page's language and row of digits, gives text as the server's
// pages write it. A word is added here in both languages or not at all.

export type Lang = 'ar' | 'en'

const WORDS = {
  mapLabel: { en: 'Map of incidents. The list on this page holds the same.', ar: 'خريطة الحوادث. وفي القائمة بهذه الصفحة ما فيها نفسه.' },
  zoomIn: { en: 'Zoom in', ar: 'تقريب' },
  zoomOut: { en: 'Zoom out', ar: 'تبعيد' },
  scrollHint: { en: 'Hold Ctrl and scroll to zoom', ar: 'اضغط Ctrl ومرّر للتقريب' },
  scrollHintMac: { en: 'Hold ⌘ and scroll to zoom', ar: 'اضغط ⌘ ومرّر للتقريب' },
  touchHint: { en: 'Use two fingers to move the map', ar: 'حرّك الخريطة بإصبعين' },
  follow: { en: 'Filter the list as the map moves', ar: 'رشّح القائمة عند تحريك الخريطة' },
  inBox: { en: 'List the incidents in this part of the map', ar: 'اعرض حوادث هذا الجزء من الخريطة' },
  clearBox: { en: 'All places', ar: 'كل الأماكن' },
  place: { en: 'A known place', ar: 'مكان معلوم' },
  area: { en: 'Somewhere in this area', ar: 'في موضع ما من هذه المنطقة' },
  movement: { en: 'Movement, from origin to destination', ar: 'انتقال من المنشأ إلى المقصد' },
  disputed: { en: 'Disputed or undefined line', ar: 'خط متنازع عليه أو غير مرسّم' },
  bordersNote: { en: 'Lines show who holds the ground in the map’s source; they are no judgement.', ar: 'الخطوط كما في مصدر الخريطة بحسب السيطرة، ولا تعبّر عن رأي.' },
  more: { en: 'and more', ar: 'وغيرها' },
  brushHint: { en: 'Drag over the bars to choose days', ar: 'اسحب فوق الأعمدة لاختيار أيام' },
  show: { en: 'Show', ar: 'اعرض' },
  clear: { en: 'Clear', ar: 'امسح' },
  timeline: { en: 'Incidents over time', ar: 'الحوادث عبر الزمن' },
  from: { en: 'From', ar: 'من' },
  to: { en: 'to', ar: 'إلى' },
  saysWords: { en: 'In the words of', ar: 'بلفظ' },
  asOf: { en: 'as of', ar: 'حتى' },
  chain: { en: 'Chain', ar: 'السلسلة' },
  claimsHere: { en: 'claims on these words', ar: 'ادعاءات في هذه الكلمات' },
  takeFor: { en: 'Take these words for', ar: 'اجعل هذه الكلمات في خانة' },
  takeHint: { en: 'Choose a field, then select its words in the report.', ar: 'اختر خانة ثم ظلّل كلماتها في نص التقرير.' },
  taken: { en: 'Taken from the report', ar: 'أُخذت من التقرير' },
  fresh: { en: 'New reports have come in. Show them', ar: 'وصلت تقارير جديدة. اعرضها' },
  freshShown: { en: 'New reports have come in; this page now shows them.', ar: 'وصلت تقارير جديدة، وهذه الصفحة تعرضها الآن.' },
  updated: { en: 'List updated', ar: 'حُدّثت القائمة' },
} as const

export type Word = keyof typeof WORDS

const body = document.body
export const lang: Lang = (body.dataset.lang ?? document.documentElement.lang) === 'ar' ? 'ar' : 'en'
const digits = body.dataset.digits === 'arab' ? 'arab' : 'latn'
export const locale = lang === 'ar' ? `ar-u-nu-${digits}-ca-gregory` : `en-GB-u-nu-${digits}`

/** The text of the islands' own word in the page's language. */
export const say = (word: Word): string => WORDS[word][lang]

/** A whole number in the page's digits. */
export const count = (value: number): string => new Intl.NumberFormat(locale).format(value)

/** A day, month or year: as fine as `YYYY-MM-DD`, `YYYY-MM` or `YYYY` tells. Anything else comes back as it was. */
export function day(iso: string): string {
  const match = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(iso)
  if (!match) return iso
  const [, year, month, date] = match
  const at = new Date(Date.UTC(Number(year), Number(month ?? 1) - 1, Number(date ?? 1)))
  const form: Intl.DateTimeFormatOptions = { timeZone: 'UTC', year: 'numeric' }
  if (month) form.month = 'short'
  if (date) form.day = 'numeric'
  return new Intl.DateTimeFormat(locale, form).format(at)
}

// The noun's form after a number: one, two, few (3 to 10), many (11 to 99), other.
const NOUNS = {
  incident: {
    en: { one: '# incident', other: '# incidents' },
    ar: { one: 'حادث واحد', two: 'حادثان', few: '# حوادث', many: '# حادثًا', other: '# حادث' },
  },
  report: {
    en: { one: '# report', other: '# reports' },
    ar: { one: 'تقرير واحد', two: 'تقريران', few: '# تقارير', many: '# تقريرًا', other: '# تقرير' },
  },
} as const

const rules = new Intl.PluralRules(lang)

/** «3 reports», with the form of the noun that the number asks for. */
export function counted(value: number, noun: keyof typeof NOUNS): string {
  const forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string } = NOUNS[noun][lang]
  return (forms[rules.select(value)] ?? forms.other).replace('#', count(value))
}
