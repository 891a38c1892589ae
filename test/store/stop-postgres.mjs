/** jest's `globalTeardown`. */
export default async function stopForJest() {
  await globalThis.stopPostgres?.();
}
