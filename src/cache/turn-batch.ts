/**
 * Returns a function that collects the items of one turn of the event loop, and handles all of them
 * at its end.
 */
export function createTurnBatch<Item>(handle: (item: Item) => void): (item: Item) => void {
  let items: Item[] = []
  function flush(): void {
    const all = items
    items = []
    for (const item of all) handle(item)
  }
  return (item) => {
    if (items.push(item) === 1) setImmediate(flush)
  }
}
