/** What the person typed cannot be meant: one line for stderr, exit 2. */
export class UsageError extends Error {}
