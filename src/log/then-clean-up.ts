/**
 * Cleans up after some work, whatever came of it. A failure of the work is what is thrown, also where
 * cleaning up fails then, often for the same reason.
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
