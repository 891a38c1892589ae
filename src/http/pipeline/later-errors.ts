import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { TextChunk } from "../../execution/completed";
import { Slices } from "../../execution/slices";

/** Errors of an execution that are formatted at once: the size of one slice. */
export const ERRORS_IN_A_SLICE = 50;

/** Apollo Server's `formatError`. */
export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** The errors of an answer after the first slice. */
export interface WrittenErrors {
  /** Their JSON, each after a comma. */
  readonly chunks: readonly TextChunk[];
  readonly codes: readonly string[];
}

/**
 * Formats errors and writes them as JSON, in slices between which the event loop continues. Apollo Server formats all
 * errors of an answer at once, so it only receives those of the first slice.
 * @param isGone whether the client has disconnected; they are then left out.
 */
export async function writeInSlices(
  errors: readonly GraphQLError[],
  format: FormatError,
  isGone: () => boolean = () => false,
): Promise<WrittenErrors> {
  const slices = new Slices({ steps: ERRORS_IN_A_SLICE });
  const chunks: string[] = [];
  const codes: string[] = [];
  for (const error of errors) {
    const pause = slices.step();
    if (pause !== undefined) {
      await pause;
      if (isGone()) break;
    }
    const formatted = format(normalized(error), error);
    chunks.push(`,${JSON.stringify(formatted)}`);
    codes.push(String(formatted.extensions?.["code"]));
  }
  return { chunks, codes };
}

/** An error in the form that callers get. */
export function formatted(error: unknown, format: FormatError): GraphQLFormattedError {
  const own =
    error instanceof GraphQLError
      ? error
      : new GraphQLError(error instanceof Error ? error.message : String(error), {
          originalError: error instanceof Error ? error : null,
        });
  return format(normalized(own), own);
}

/** An error in the form that Apollo Server passes to `formatError`. No error of a field has an HTTP status. */
function normalized(error: GraphQLError): GraphQLFormattedError {
  const { code = "INTERNAL_SERVER_ERROR", http: _http, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions: { ...extensions, code } };
}
