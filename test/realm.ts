import { isNativeError } from "node:util/types";

/*
 * Jest runs tests in a realm of their own, while the errors of Node's sockets come from the outer one and so are no
 * `instanceof Error` in it. The SDK asks just that, and would wrap ECONNREFUSED beyond recognition, as it never does
 * outside of Jest.
 */
const inherited = Function.prototype[Symbol.hasInstance];
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, thrown: unknown): boolean {
    return (this === Error && isNativeError(thrown)) || inherited.call(this as () => void, thrown);
  },
});
