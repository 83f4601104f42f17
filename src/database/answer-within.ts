/**
 * What a promise comes to, if it does so in time.
 *
 * @param patience in milliseconds
 * @throws Error if it takes longer
 */
export async function answerWithin<Result>(
  answer: Promise<Result>,
  patience: number
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the database does not answer')), patience)
  })
  return Promise.race([answer, timeout]).finally(() => clearTimeout(timer))
}
