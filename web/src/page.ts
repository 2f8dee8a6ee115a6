// The page as the islands see it: elements made without markup (so that no text of a source is ever read as HTML),
// and filters. `filter` takes changes of the address, fetches the page that the server gives for it, and puts its
// results and islands' data in place: the address always says what is shown.
import { say } from './locale'

type Child = Node | string | null

/** An element with attributes and children; strings become text. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  for (const child of children) if (child !== null) element.append(child)
  return element
}

/** Text of a source: isolated, so that its direction does not reach what stands beside it. */
export const isolated = (text: string): HTMLElement => make('bdi', {}, text)

/** An SVG element with attributes. */
export function draw<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string | number> = {}): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  return element
}

/** JSON of an address of this server, or an error that names it. */
export async function json<T>(address: string): Promise<T> {
  const answer = await fetch(address, { headers: { accept: 'application/json, application/geo+json' } })
  if (!answer.ok) throw new Error(`reading ${address}: the server answered ${answer.status}`)
  return (await answer.json()) as T
}

/** Puts what the server drew out of sight on screens; it still prints. */
export function stepBehind(island: HTMLElement): void {
  for (const child of island.children) child.classList.add('server')
}

/** An announcement for readers who do not see the page change. */
export function announce(text: string): void {
  let line = document.querySelector<HTMLElement>('#announcer')
  if (!line) {
    line = make('div', { id: 'announcer', role: 'status', class: 'unseen' })
    document.body.append(line)
  }
  line.textContent = text
}

/** The address of the incidents page with these filters over those of this page. */
export function incidentsAddress(changes: Record<string, string | null>): string {
  const here = new URL(location.href)
  const target = document.body.dataset.page === 'incidents' ? here : new URL(`/${document.documentElement.lang}/incidents`, here)
  target.searchParams.delete('page')
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === '') target.searchParams.delete(key)
    else target.searchParams.set(key, value)
  }
  return target.pathname + target.search
}

let latest = 0

/** Shows the page's results with these filters changed, without leaving it. */
export async function filter(changes: Record<string, string | null>): Promise<void> {
  const address = incidentsAddress(changes)
  const turn = ++latest
  history.replaceState(null, '', address)
  try {
    const page = await fetchPage(address)
    if (turn !== latest) return
    swap(page, ['#results'])
    for (const [key, value] of Object.entries(changes)) {
      for (const input of document.querySelectorAll<HTMLInputElement>(`form.filter [name="${key}"]`)) input.value = value ?? ''
    }
    renew(page)
    keepLanguageLinks(page)
    announce(say('updated'))
  } catch {
    location.assign(address) // The whole page then says what is wrong.
  }
}

export async function fetchPage(address: string): Promise<Document> {
  const answer = await fetch(address, { headers: { accept: 'text/html' } })
  if (!answer.ok) throw new Error(`reading ${address}: the server answered ${answer.status}`)
  return new DOMParser().parseFromString(await answer.text(), 'text/html')
}

/** Takes the parts that these selectors name from another state of the page. Gives whether anything changed. */
export function swap(page: Document, selectors: string[]): boolean {
  let changed = false
  for (const selector of selectors) {
    const now = document.querySelector(selector)
    const next = page.querySelector(selector)
    if (!now || !next || now.outerHTML === next.outerHTML) continue
    now.replaceWith(document.importNode(next, true))
    changed = true
  }
  return changed
}

/** Tells the islands that stay on the page where their data now is; they listen for `renew`. */
export function renew(page: Document): void {
  for (const island of document.querySelectorAll<HTMLElement>('[data-island][data-src]')) {
    const next = page.querySelector<HTMLElement>(`[data-island="${island.dataset.island}"]`)
    if (next?.dataset.src) island.dataset.src = next.dataset.src
    island.dispatchEvent(new Event('renew'))
  }
}

/** Links that carry the page's filters along (language, digits, exports) follow the new address. */
function keepLanguageLinks(page: Document): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-testid]')) {
    const next = page.querySelector<HTMLAnchorElement>(`a[data-testid="${link.dataset.testid}"]`)
    if (next) link.href = next.href
  }
}
