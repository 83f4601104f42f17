/**
 * Limits how long a query of the database may take.
 *
 * @param timeout in milliseconds
 * @throws whatever the query throws; Error after the timeout
 */
export async function withTimeout<Result>(
  query: Promise<Result>,
  timeout: number
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const expiry = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the database does not respond')), timeout)
  })
  return Promise.race([query, expiry]).finally(() => clearTimeout(timer))
}
