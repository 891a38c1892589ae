import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { TextChunk } from "../../execution/completed";
import { Slices } from "../../execution/slices";

/** Errors of an execution that are formatted at once: as many as are made in one slice of it. */
export const ERRORS_IN_A_SLICE = 50;

/** Apollo Server's `formatError`. */
export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** The errors of an answer that come after the first slice of them. */
export interface WrittenErrors {
  /** Their JSON, each after a comma. */
  readonly chunks: readonly TextChunk[];
  readonly codes: readonly string[];
}

/**
 * Formats errors and writes them as JSON, in slices between which others are served. Apollo Server formats all errors of
 * an answer at once, so it is given those of the first slice alone.
 * @param isGone whether nobody wants them any more; they are then left out.
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

/** An error as it is shown to a caller. */
export function formatted(error: unknown, format: FormatError): GraphQLFormattedError {
  const own =
    error instanceof GraphQLError
      ? error
      : new GraphQLError(error instanceof Error ? error.message : String(error), {
          originalError: error instanceof Error ? error : null,
        });
  return format(normalized(own), own);
}

/** As Apollo Server hands an error to `formatError`. No error of a field has a status of HTTP's. */
function normalized(error: GraphQLError): GraphQLFormattedError {
  const { code = "INTERNAL_SERVER_ERROR", http: _http, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions: { ...extensions, code } };
}
