// A note beside what the pointer or the keyboard is on. One for the whole page.
import { make } from './page'

let box: HTMLElement | null = null

export function showTip(at: Element, ...children: (Node | string)[]): void {
  box ??= document.body.appendChild(make('div', { class: 'tip', role: 'tooltip', id: 'tip' }))
  box.replaceChildren(...children)
  box.hidden = false
  const target = at.getBoundingClientRect()
  const own = box.getBoundingClientRect()
  const above = target.top > own.height + 12
  const left = Math.max(8, Math.min(target.left + target.width / 2 - own.width / 2, innerWidth - own.width - 8))
  box.style.left = `${left + scrollX}px`
  box.style.top = `${(above ? target.top - own.height - 8 : target.bottom + 8) + scrollY}px`
}

export function hideTip(): void {
  if (box) box.hidden = true
}
