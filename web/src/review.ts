// The review island: selecting words in the report fills a field of the correction. Takes the form's fields
// (`fieldset.field` with inputs NAME.text, NAME.start, NAME.end) and the text that `data-text` names; gives words with
// their offsets in code points. Without a field in focus, a bar at the selection offers all of them.
import { announce, make } from './page'
import { say } from './locale'

interface Words { text: string; start: number; end: number }

/** Offsets of a range within an element's text, in Unicode code points, without the white space at its edges. */
export function wordsOf(range: Range, text: HTMLElement): Words | null {
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null
  const before = document.createRange()
  before.selectNodeContents(text)
  before.setEnd(range.startContainer, range.startOffset)
  const raw = textOf(range)
  const words = raw.trim()
  if (words === '') return null
  const lead = raw.length - raw.trimStart().length
  const start = [...(textOf(before) + raw.slice(0, lead))].length
  return { text: words, start, end: start + [...words].length }
}

/** A range's own characters. `Range.toString` does this too, but `Selection.toString` would drop some. */
const textOf = (range: Range): string => range.cloneContents().textContent ?? ''

export function review(element: HTMLElement): void {
  const text = document.querySelector<HTMLElement>(element.dataset.text ?? '#report-text')
  const fields = [...element.querySelectorAll<HTMLFieldSetElement>('fieldset.field')].filter((field) => input(field, 'text'))
  if (!text || fields.length === 0) return
  let taking: HTMLFieldSetElement | null = null

  const choose = (field: HTMLFieldSetElement | null) => {
    taking = field
    for (const other of fields) other.classList.toggle('taking', other === field)
  }
  for (const field of fields) {
    field.addEventListener('focusin', () => choose(field))
    field.addEventListener('input', () => field.classList.add('changed'))
  }
  fields[0]?.before(make('p', { class: 'hint' }, say('takeHint')))

  function fill(field: HTMLFieldSetElement, words: Words): void {
    set(field, 'text', words.text)
    set(field, 'start', String(words.start))
    set(field, 'end', String(words.end))
    field.classList.add('changed')
    announce(`${say('taken')}: ${words.text}`)
  }

  let bar: HTMLElement | null = null
  const closeBar = () => { bar?.remove(); bar = null }

  function offer(words: Words, at: DOMRect): void {
    closeBar()
    bar = make('div', { class: 'take-bar', role: 'toolbar', 'aria-label': say('takeFor') }, make('span', {}, say('takeFor')))
    for (const field of fields) {
      const button = make('button', { type: 'button', class: 'quiet' }, nameOf(field))
      button.addEventListener('click', () => {
        fill(field, words)
        choose(field)
        closeBar()
        field.scrollIntoView({ block: 'nearest' })
      })
      bar.append(button)
    }
    document.body.append(bar)
    const width = Math.min(bar.offsetWidth, innerWidth - 16)
    bar.style.left = `${Math.max(8, Math.min(at.left + scrollX, scrollX + innerWidth - width - 8))}px`
    bar.style.top = `${at.bottom + scrollY + 6}px`
  }

  const take = () => {
    const selection = getSelection()
    if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return
    const range = selection.getRangeAt(0)
    const words = wordsOf(range, text)
    if (!words) return
    if (taking) fill(taking, words)
    else offer(words, range.getBoundingClientRect())
  }
  text.addEventListener('pointerup', () => setTimeout(take))
  text.addEventListener('keyup', (event) => { if (event.shiftKey || event.key === 'Shift') take() })
  document.addEventListener('pointerdown', (event) => {
    if (bar && event.target instanceof Node && !bar.contains(event.target)) closeBar()
  })
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') { closeBar(); choose(null) }
  })
}

/** What a field is called: its legend, and what is chosen of its kinds. */
function nameOf(field: HTMLFieldSetElement): string {
  const kind = field.querySelector<HTMLSelectElement>('select[name$=".kind"]')?.selectedOptions[0]?.textContent?.trim()
  const legend = field.querySelector('legend')?.textContent?.trim() ?? field.dataset.field ?? ''
  return kind ? `${legend}: ${kind}` : legend
}

function input(field: HTMLElement, part: string): HTMLInputElement | HTMLTextAreaElement | null {
  return field.querySelector(`input[name$=".${part}"], textarea[name$=".${part}"]`)
}

function set(field: HTMLElement, part: string, value: string): void {
  const target = input(field, part)
  if (!target) return
  target.value = value
  target.dispatchEvent(new Event('input', { bubbles: true }))
}
