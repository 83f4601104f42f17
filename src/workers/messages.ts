import type { Worker } from 'node:cluster'

/** What a worker sends to its parent. */
export type Report =
  /** The worker receives orders from now on. Earlier ones are lost. */
  | { readonly type: 'loaded' }
  | { readonly type: 'started'; readonly address: string }
  /** The worker cannot start, and waits for its parent to disconnect. */
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'metrics'; readonly metrics: object[] }

/** What the parent sends to a worker. */
export interface Order {
  readonly type: 'all-started' | 'scrape' | 'leave' | 'close'
}

/** Ignores that a message does not reach a worker: its exit follows. */
function ignore(): void {}

/** Sends an order to a worker that may be dying. */
export function send(worker: Worker, order: Order): void {
  if (worker.isConnected()) worker.send(order, ignore)
}
