/**
 * Waits for a task, but no longer than stated; a task that takes longer goes on.
 * @returns whether it ended in time.
 * @throws what the task throws in time.
 */
export async function endsWithin(milliseconds: number, task: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  task.catch(() => undefined); // a late failure is ignored
  try {
    return await Promise.race([task.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
