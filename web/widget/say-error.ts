import type { ErrorCode } from "../engine/errors.ts";
import type { WidgetStrings } from "../i18n/widget.ts";

type Coded = { code: ErrorCode; details?: Readonly<Record<string, unknown>> };

/** An error in the interface's words. It may come from another bundle or a worker, so its code is what counts. */
export function sayError(error: unknown, { errors }: WidgetStrings): string {
  if (isCoded(error) && error.code in errors) return errors[error.code](error.details ?? {});
  return error instanceof Error ? error.message : String(error);
}

const isCoded = (error: unknown): error is Coded =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string";

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === "AbortError";
