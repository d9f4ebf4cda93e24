// The declarations as applications import them: by the entries, and by the deep paths that they know from the
// reference, under every way in which TypeScript looks for a module. Knows nothing of what runs.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { writeFileSync } from 'node:fs';
import { inRoot } from '../../tools/paths.mjs';
import { Consumer } from './consumer.mjs';

const consumer = new Consumer();
before(() => consumer.install());
after(() => consumer.remove());

const ways = [
  ['ESNext', 'bundler', 'program.ts'],
  ['Node16', 'node16', 'program.mts'],
  ['Node16', 'node16', 'program.cts'],
  ['NodeNext', 'nodenext', 'program.mts'],
  ['CommonJS', 'node10', 'program.ts'],
];

const verto = 'holdfast-rtc/lib/src/Modules/Verto';

/** Each deep path without an ending, as a declaration file and as the code that it stands for. */
const deep = ['', '.d.ts', '.js'].map(
  (ending, place) => `
import type { Call as Call${place}, default as Default${place} } from '${verto}/webrtc/Call${ending}';
import type { AnswerParams as Answer${place}, IWebRTCCall as ICall${place} } from '${verto}/webrtc/interfaces${ending}';
import type { IVertoOptions as Verto${place} } from '${verto}/util/interfaces${ending}';
import type { IClientOptions as Options${place} } from '${verto}/utils/interfaces${ending}';
import type { INotification as Told${place} } from 'holdfast-rtc/lib/src/utils/interfaces${ending}';
import type { TelnyxRTC as Client${place} } from 'holdfast-rtc/lib/src/index${ending}';

export function every${place}(
  call: Call${place}, same: Default${place}, client: Client${place}, told: Told${place}, answer: Answer${place},
  options: Options${place} & Verto${place},
): string {
  const one: ICall${place} = told.call ?? same;
  one.answer(answer);
  // @ts-expect-error: the types are real
  const wrong: number = call.id;
  client.options = options;
  return one.id + String(wrong);
}
`,
);

const bundles = `
import { TelnyxRTC } from 'holdfast-rtc';
import { ready, TelnyxRTC as External, type Call } from 'holdfast-rtc/external';
import { TelnyxRTC as Js } from 'holdfast-rtc/js';
import { TelnyxRTC as Umd } from 'holdfast-rtc/lib/bundle.js';
import { TelnyxRTC as Module } from 'holdfast-rtc/lib/bundle.mjs';

export const clients: TelnyxRTC[] = [
  new TelnyxRTC({ login_token: 'a' }), new Umd({ login_token: 'a' }), new Module({ login_token: 'a' }),
  new External({ login_token: 'a' }), new Js({ login_token: 'a' }),
];
export const call = ready({ url: new URL('https://a.test/') }).then((): Call => clients[0].newCall());
`;

for (const [module, moduleResolution, file] of ways) {
  test(`deep type paths compile (${moduleResolution}, ${file})`, () =>
    compiles(module, moduleResolution, file, deep.join('')));

  // What is no ES module cannot require() one; every other way finds the types of both bundles.
  const text = file.endsWith('.cts')
    ? bundles.replaceAll(/.*Module.*from.*\n|, new Module\(.*?\}\)/g, '')
    : bundles;
  test(`the bundles compile by their file names (${moduleResolution}, ${file})`, () =>
    compiles(module, moduleResolution, file, text));
}

async function compiles(module, moduleResolution, file, text) {
  writeFileSync(consumer.path(file), text);
  const compilerOptions = {
    ...{ module, moduleResolution, strict: true, noEmit: true, skipLibCheck: false, types: [] },
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
  };
  writeFileSync(consumer.path('tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
  const { code, stdout } = await consumer.run(process.execPath, [
    inRoot('node_modules/typescript/bin/tsc'),
    '--project',
    consumer.path(),
  ]);
  assert.equal(code, 0, stdout);
}
