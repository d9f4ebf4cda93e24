// Which kind of value each option takes. A value of another kind counts as left out, and the console is told once;
// options that are not listed pass as they are. Does not know what becomes of an option.

/** The options that the console was told of. */
type Told = Set<string>;

// Names and kinds are patterns, since every page waits for these bytes; the first that fits counts. `use` makes
// of a value one that can be used, or undefined. An object may be null: that a call is to have none, for example
// no element although the client has one.
const kinds: readonly [names: RegExp, kind: RegExp, use?: (value: never, told: Told) => unknown][] = [
  [
    /^(push|early|prefetch|force|trickle|keep|hangup|use[A-Z]|skip|muted|auto|receive|replace)/,
    /bool|num/,
    Boolean,
  ],
  [/^(login|pass|ring|region|rtcIp|env|host|destination|caller|id$|client|\w+Id$)/, /str|num/, String],
  [/^rtcPort/, /str|num/, port],
  [/^(max|sessionR|timeout)/, /str|num/, whole],
  [/^(ice|custom|preferred)/, /list/],
  [/^(anonymous|user|mediaS|\w+Stream)/, /obj/],
  [/^(mediaP|recording)/, /obj/, checked],
  [/^(audio|video)/, /bool|obj/],
  [/^\w+Element/, /str|func|obj/],
  [/^(onN|token)/, /func/],
  [/^reconnectP/, /str|func|list/, policy],
];

/** Options that nothing acts on yet. */
const idle = /^(debug|enableCall|callRe)/;

/** The options that can be used. */
export function checked<Options extends object>(options: Options, told: Told): Options {
  const usable: Record<string, unknown> = {};
  for (const [name, value] of Object.entries<unknown>(options as Record<string, unknown>)) {
    const [, kind, use] = kinds.find(([names]) => names.test(name)) ?? [];
    const fits = !kind || kind.test(Array.isArray(value) ? 'list' : typeof value);
    const used = fits && use ? use(value as never, told) : fits ? value : undefined;
    if (used !== undefined) usable[name] = used;
    else if (value !== undefined && value !== null) tell(name, 'is of the wrong kind; ignored', told);
    if (value && idle.test(name)) tell(name, 'does nothing yet', told);
  }
  return usable as Options;
}

// Never the value itself: it may be a secret in the wrong place.
function tell(name: string, what: string, told: Told): void {
  if (told.has(name)) return;
  told.add(name);
  console.warn(`Option ${name} ${what}`);
}

/** Whether it can be a wait, in milliseconds. */
export function isDelay(delay: unknown): delay is number {
  return typeof delay === 'number' && delay >= 0 && delay < 2 ** 31;
}

// An application may have read its number from a form.
function whole(value: string): number | undefined {
  return /^\d+$/.test(value) && isDelay(Number(value)) ? Number(value) : undefined;
}

function port(value: string): number | undefined {
  const number = whole(value);
  return Number(number) < 2 ** 16 ? number : undefined;
}

function policy(value: unknown): unknown {
  return value === 'retention' ||
    typeof value === 'function' ||
    (Array.isArray(value) && value.every(isDelay))
    ? value
    : undefined;
}
