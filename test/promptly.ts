/** What an attack must leave to the next honest request, in milliseconds. */
const PROMPT = 250;

/**
 * The next honest request is answered as fast as ever.
 *
 * @param ask sends it, and expects its answer.
 * @param attack sent once more before it is asked again: a test machine may have other work, too.
 */
export async function expectPromptly(
  ask: () => Promise<void>,
  attack?: () => Promise<unknown>,
): Promise<void> {
  let waited = await timeOf(ask);
  for (let again = 0; again < 2 && waited >= PROMPT; again += 1) {
    await attack?.();
    waited = await timeOf(ask);
  }
  expect(waited).toBeLessThan(PROMPT);
}

async function timeOf(ask: () => Promise<void>): Promise<number> {
  const asked = performance.now();
  await ask();
  return performance.now() - asked;
}
