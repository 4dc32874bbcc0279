/** What every call of a core throws after a trap: its memory cannot be trusted any more. */
export class AbandonedCore extends Error {}
