// Tiles in the hand: dragged with the mouse, or moved by Shift and an arrow key. What it does can be
// done on the Arrange page too, without it. Sent as it stands here.
const lists = [...document.querySelectorAll('ul[data-section]')]
const status = document.getElementById('moved')
let dragged

const itemsOf = (list) => [...list.children]
const applicationOf = (item) => item.querySelector('a').pathname.split('/')[3]
const nameOf = (item) => item.querySelector('a').textContent.trim()

/** One after the other, so that the last one made is the last one kept. */
let saving = Promise.resolve()
function save(item) {
  const list = item.parentElement
  const next = item.nextElementSibling
  const { section } = list.dataset
  const body = new URLSearchParams({
    application: applicationOf(item),
    to: 'place',
    section,
    quiet: 1,
  })
  if (next) body.set('before', applicationOf(next))
  saving = saving
    .then(() => fetch('/arrange/tile', { method: 'POST', body }))
    // Sent elsewhere: something is to be shown first, and nothing was done.
    .then((answer) => (answer.ok && !answer.redirected) || location.reload())
    .catch(() => {
      status.textContent = 'The server does not answer, so the move was not kept.'
    })
  const place = `${itemsOf(list).indexOf(item) + 1} of ${list.children.length}`
  status.textContent = `${nameOf(item)}: ${place} in ${list.getAttribute('aria-label')}`
}

function put(item, list, before) {
  list.insertBefore(item, before)
  save(item)
}

/** The tile that one lands in front of: the first whose middle lies behind the pointer. */
function tileAfter(list, x, y) {
  return itemsOf(list).find((item) => {
    const box = item.getBoundingClientRect()
    return item !== dragged && (y < box.top || (y < box.bottom && x < box.left + box.width / 2))
  })
}

function step(item, key) {
  const list = item.parentElement
  const at = lists.indexOf(list)
  if (key === 'ArrowLeft' && item.previousElementSibling) {
    put(item, list, item.previousElementSibling)
  } else if (key === 'ArrowRight' && item.nextElementSibling) {
    put(item, list, item.nextElementSibling.nextElementSibling)
  } else if (key === 'ArrowUp' && lists[at - 1]) {
    put(item, lists[at - 1], null)
  } else if (key === 'ArrowDown' && lists[at + 1]) {
    put(item, lists[at + 1], lists[at + 1].firstElementChild)
  }
  item.querySelector('a').focus()
}

for (const list of lists) {
  list.addEventListener('dragstart', (event) => {
    dragged = event.target.closest('li')
    dragged.classList.add('dragged')
    event.dataTransfer.effectAllowed = 'move'
  })
  list.addEventListener('dragend', () => {
    dragged?.classList.remove('dragged')
    dragged = undefined
  })
  list.addEventListener('dragover', (event) => {
    // Of what is dragged in from elsewhere nothing is taken.
    if (dragged) event.preventDefault()
  })
  list.addEventListener('drop', (event) => {
    if (!dragged) return
    event.preventDefault()
    put(dragged, list, tileAfter(list, event.clientX, event.clientY) ?? null)
  })
  list.addEventListener('keydown', (event) => {
    const item = event.target.closest('li')
    if (!item || !event.shiftKey || !event.key.startsWith('Arrow')) return
    event.preventDefault()
    step(item, event.key)
  })
}
