/**
 * Limits how long a query may take.
 *
 * @param timeout in milliseconds
 * @throws whatever the query throws; Error after the timeout
 */
export async function answerWithin<Result>(
  answer: Promise<Result>,
  timeout: number
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const expiry = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the database does not respond')), timeout)
  })
  return Promise.race([answer, expiry]).finally(() => clearTimeout(timer))
}
