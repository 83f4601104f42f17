type Act<Result> = () => Promise<Result>

/** The part of a LockManager that a lock needs (Web Locks API). */
interface Locks {
  request<Result>(name: string, act: Act<Result>): Promise<Result>
}

/**
 * Returns a function that runs acts one after the other: in all tabs of the origin, or in this tab
 * alone where the browser has no locks.
 */
export function createLock(name: string, locks?: Locks) {
  let last: Promise<unknown> = Promise.resolve()
  return function runLocked<Result>(act: Act<Result>): Promise<Result> {
    if (locks) return locks.request(name, act)
    const result = last.then(act)
    last = result.catch(() => undefined)
    return result
  }
}
