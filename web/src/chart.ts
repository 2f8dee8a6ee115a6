// The chart island: the server draws each figure as `g[data-figure=N]`; pointing at one, or at its row in the table,
// tells its words and chain, and lights up the other.
import { figuresOf, markRows, told } from './figures'
import { hideTip, showTip } from './tip'

export async function chart(element: HTMLElement): Promise<void> {
  const svg = element.querySelector('svg')
  if (!svg || !element.dataset.src) return
  const figures = await figuresOf(element.dataset.src)
  const drawn = [...svg.querySelectorAll<SVGGElement>('[data-figure]')]

  const light = (number: string | null) => {
    svg.classList.toggle('some', number !== null)
    for (const group of drawn) group.classList.toggle('on', group.dataset.figure === number)
    markRows(number === null ? [] : [number])
  }
  for (const group of drawn) {
    const number = group.dataset.figure ?? ''
    const figure = figures.get(Number(number))
    const on = () => { light(number); if (figure) showTip(group, ...told(figure)) }
    const off = () => { light(null); hideTip() }
    group.addEventListener('mouseenter', on)
    group.addEventListener('mouseleave', off)
    group.addEventListener('focusin', on)
    group.addEventListener('focusout', off)
    group.addEventListener('click', () => document.querySelector(`tr[data-figure="${CSS.escape(number)}"]`)?.scrollIntoView({ block: 'nearest' }))
  }
  for (const row of document.querySelectorAll<HTMLElement>('tr[data-figure]')) {
    row.addEventListener('mouseenter', () => light(row.dataset.figure ?? null))
    row.addEventListener('mouseleave', () => light(null))
  }
}
