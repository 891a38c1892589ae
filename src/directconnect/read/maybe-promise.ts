/** A value, or a promise of it. Fresh snapshots answer with the value, which costs no promise. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Applies a function to a value: at once, or when the promise resolves. */
export function mapMaybePromise<Value, Result>(
  value: MaybePromise<Value>,
  goOn: (value: Value) => MaybePromise<Result>,
): MaybePromise<Result> {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}

/** All values, in their order. */
export function allMaybePromises<Value>(values: readonly MaybePromise<Value>[]): MaybePromise<Value[]> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as Value[]); // none is a promise
}
