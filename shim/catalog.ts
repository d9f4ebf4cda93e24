// Every error and warning an application can be told, by code and by name, with texts for its developer. The tables are
// the core's own, written anew by `npm run catalog`; they stand here so that they work where no core is loaded. Knows
// nothing of when anything is raised.

import { HOLDFAST_ERRORS, HOLDFAST_WARNINGS, SDK_ERRORS, SDK_WARNINGS } from './catalog-tables.js';

export { HOLDFAST_ERRORS, HOLDFAST_WARNINGS, SDK_ERRORS, SDK_WARNINGS };

/** What `SDK_ERRORS` holds for a code. */
export interface ITelnyxErrorEntry {
  readonly name: string;
  readonly message: string;
  readonly description: string;
  readonly causes: readonly string[];
  readonly solutions: readonly string[];
  /** True: give up this operation, call or session. False: the SDK goes on by itself. */
  readonly fatal: boolean;
}

/** What `SDK_WARNINGS` holds for a code. */
export type ITelnyxWarningEntry = Omit<ITelnyxErrorEntry, 'fatal'>;

/** The number of an error. */
export type SdkErrorCode = keyof typeof SDK_ERRORS;
/** The number of a warning. */
export type SdkWarningCode = keyof typeof SDK_WARNINGS;
/** The number of a warning that only this package gives. */
export type HoldfastWarningCode = keyof typeof HOLDFAST_WARNINGS;

type CodesByName<Table extends Record<number, { readonly name: string }>> = {
  readonly [Code in keyof Table & number as Table[Code]['name']]: Code;
};

/** Names the guide uses for codes that have another name in the table; there at run time, but never enumerated. */
export interface ITelnyxErrorCodeAliases {
  /** The same as `LOGIN_FAILED`. */
  readonly AUTH_FAILED: 46001;
}

/** The number of every error, by name. */
export const TELNYX_ERROR_CODES: CodesByName<typeof SDK_ERRORS> = /* @__PURE__ */ (() =>
  Object.defineProperty(byName(SDK_ERRORS), 'AUTH_FAILED', { value: 46001 }))();

/** The number of every error that the reference does not know, by name. */
export const HOLDFAST_ERROR_CODES: CodesByName<typeof HOLDFAST_ERRORS> =
  /* @__PURE__ */ byName(HOLDFAST_ERRORS);

/** The number of every warning, by name. */
export const TELNYX_WARNING_CODES: CodesByName<typeof SDK_WARNINGS> = /* @__PURE__ */ byName(SDK_WARNINGS);

/** The number of every warning that only this package gives, by name. */
export const HOLDFAST_WARNING_CODES: CodesByName<typeof HOLDFAST_WARNINGS> =
  /* @__PURE__ */ byName(HOLDFAST_WARNINGS);

function byName<Table extends Record<number, { readonly name: string }>>(table: Table) {
  const entries = Object.entries(table).map(([code, { name }]) => [name, Number(code)]);
  return Object.fromEntries(entries) as CodesByName<Table>;
}
