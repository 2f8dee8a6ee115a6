// An incident's figures as the server gives them (`/api/v1/incidents/ID/figures`), shared by chart and chain.
import { isolated, json, make } from './page'
import { day, say } from './locale'

export interface Link { text: string; kind?: string }
export interface Figure {
  n: number
  measure: string
  class: string
  low: number | null
  high: number | null
  exactness: string
  text: string
  root: string
  chain: (Link | string)[]
  as_of: string | null
  label?: string
  outlet?: string
  url?: string
}

const asked = new Map<string, Promise<Map<number, Figure>>>()

/** The figures of an address, by number; asked for once. */
export function figuresOf(address: string): Promise<Map<number, Figure>> {
  let answer = asked.get(address)
  if (!answer) {
    answer = json<{ figures: Figure[] }>(address).then((data) => new Map(data.figures.map((figure) => [figure.n, figure])))
    asked.set(address, answer)
  }
  return answer
}

/** Says a figure in a note: its label, its words, its chain, its day. */
export function told(figure: Figure): HTMLElement[] {
  const links = figure.chain.map((link) => (typeof link === 'string' ? link : link.text))
  const lines = [make('p', {}, make('b', {}, isolated(figure.label ?? figure.text)))]
  if (figure.text) lines.push(make('p', {}, '«', isolated(figure.text), '»'))
  const names = [figure.outlet, ...links].filter((name): name is string => Boolean(name))
  if (names.length > 0) {
    const line = make('p', {}, `${say('chain')}: `)
    names.forEach((name, i) => line.append(...(i ? [document.documentElement.dir === 'rtl' ? ' ← ' : ' → '] : []), isolated(name)))
    lines.push(line)
  }
  if (figure.as_of) lines.push(make('p', {}, `${say('asOf')} ${day(figure.as_of)}`))
  return lines
}

/** Marks the rows of these figures in the table. */
export function markRows(numbers: Iterable<string>): void {
  const chosen = new Set(numbers)
  for (const row of document.querySelectorAll<HTMLElement>('tr[data-figure]')) row.classList.toggle('on', chosen.has(row.dataset.figure ?? ''))
}
