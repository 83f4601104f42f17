/**
 * Cleans up after work, whether it succeeds or fails. If both fail, throws the error of the work:
 * the other one often has the same cause.
 */
export async function thenCleanUp<Result>(
  work: Promise<Result>,
  cleanUp: () => Promise<unknown>
): Promise<Result> {
  let result: Result
  try {
    result = await work
  } catch (error) {
    await cleanUp().catch(() => {})
    throw error
  }
  await cleanUp()
  return result
}
