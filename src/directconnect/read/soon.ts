/** A value that is at hand or will be. What fresh snapshots answer is at hand, and costs no promise. */
export type Soon<Value> = Value | Promise<Value>;

/** Goes on with a value as soon as it is there; at once, where it is there already. */
export function withSoon<Value, Result>(
  value: Soon<Value>,
  goOn: (value: Value) => Soon<Result>,
): Soon<Result> {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}

/** All of them, in their order. */
export function allSoon<Value>(values: readonly Soon<Value>[]): Soon<Value[]> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as Value[]); // none is a promise
}
