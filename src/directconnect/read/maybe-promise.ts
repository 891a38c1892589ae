/** A value that is at hand or will be. What fresh snapshots answer is at hand, and costs no promise. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Goes on with a value as soon as it is there; at once, where it is there already. */
export function mapMaybePromise<Value, Result>(
  value: MaybePromise<Value>,
  goOn: (value: Value) => MaybePromise<Result>,
): MaybePromise<Result> {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}

/** All of them, in their order. */
export function allMaybePromises<Value>(values: readonly MaybePromise<Value>[]): MaybePromise<Value[]> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as Value[]); // none is a promise
}
