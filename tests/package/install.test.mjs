// The tarball as a user gets it: packed, installed without a network, imported in three ways, type-checked.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import vm from 'node:vm';
import { inRoot } from '../../tools/paths.mjs';
import { Consumer } from './consumer.mjs';

const consumer = new Consumer();
const { installed } = consumer;

before(() => consumer.install());
after(() => consumer.remove());

test('the tarball holds what a user needs and nothing else', async () => {
  const listed = await consumer.succeeds('npm', [
    'pack',
    '--dry-run',
    '--json',
    '--loglevel=error',
    installed(),
  ]);
  const paths = JSON.parse(listed)[0].files.map(({ path }) => path);
  const expected =
    /^(lib\/(bundle|external|js)\.(m?js(\.map)?|d\.m?ts)|lib\/core\.wasm|lib\/types\/.+\.d\.ts|lib\/src\/.+\.d\.m?ts|lib\/replay\.wasm|bin\/holdfast-rtc\.mjs|README\.md|LICENSE|CHANGELOG\.md|NOTICES\.md|package\.json)$/;
  assert.deepEqual(
    paths.filter((path) => !expected.test(path)),
    [],
  );
  for (const needed of [
    'lib/bundle.mjs',
    'lib/bundle.js',
    'lib/types/index.d.ts',
    'lib/core.wasm',
    'lib/external.mjs',
    'lib/external.js',
    'lib/js.mjs',
    'lib/js.js',
    'lib/replay.wasm',
    'bin/holdfast-rtc.mjs',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'NOTICES.md',
  ]) {
    assert.ok(paths.includes(needed), `${needed} is missing`);
  }
});

test('it depends on no other package', () => {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(installed('package.json'), 'utf8'));
  assert.deepEqual([dependencies, peerDependencies], [undefined, undefined]);
});

// Importing must do no work: no WebAssembly is compiled, no browser is asked for anything.
const idle = 'globalThis.WebAssembly = globalThis.fetch = undefined;';

for (const entry of ['holdfast-rtc', 'holdfast-rtc/external', 'holdfast-rtc/js']) {
  const says = 'console.log(typeof TelnyxRTC);\n';

  test(`an ES module imports ${entry}, and nothing happens yet`, async () => {
    writeFileSync(
      consumer.path('esm.mjs'),
      `${idle}\nconst { TelnyxRTC } = await import('${entry}');\n${says}`,
    );
    assert.equal(await consumer.succeeds(process.execPath, ['esm.mjs']), 'function\n');
  });

  test(`a CommonJS module requires ${entry}, and nothing happens yet`, async () => {
    writeFileSync(
      consumer.path('commonjs.cjs'),
      `${idle}\nconst { TelnyxRTC } = require('${entry}');\n${says}`,
    );
    assert.equal(await consumer.succeeds(process.execPath, ['commonjs.cjs']), 'function\n');
  });
}

test('both forms export the same names', async () => {
  const names = 'console.log(Object.keys(bundle).sort().join(" "))';
  writeFileSync(consumer.path('names.mjs'), `import * as bundle from 'holdfast-rtc';\n${names}\n`);
  writeFileSync(consumer.path('names.cjs'), `const bundle = require('holdfast-rtc');\n${names}\n`);
  const [esm, commonjs] = [
    await consumer.succeeds(process.execPath, ['names.mjs']),
    await consumer.succeeds(process.execPath, ['names.cjs']),
  ];
  assert.equal(esm, commonjs);
});

test('a script tag gives the global TelnyxWebRTC', () => {
  const page = vm.createContext({});
  vm.runInContext('var self = globalThis;', page);
  vm.runInContext(readFileSync(installed('lib/bundle.js'), 'utf8'), page);
  assert.equal(typeof page.TelnyxWebRTC.TelnyxRTC, 'function');
});

test('an AMD loader gets the module', () => {
  let loaded;
  const define = (factory) => {
    const module = { exports: {} };
    factory(undefined, module.exports, module);
    loaded = module.exports;
  };
  define.amd = {};
  const page = vm.createContext({ define });
  vm.runInContext('var self = globalThis;', page);
  vm.runInContext(readFileSync(installed('lib/bundle.js'), 'utf8'), page);
  assert.equal(typeof loaded.TelnyxRTC, 'function');
  assert.equal(page.TelnyxWebRTC, undefined);
});

const program = `import { TelnyxRTC } from 'holdfast-rtc';

const client = new TelnyxRTC({ login: 'ada', password: 'secret', recording: { maxBytes: 1e6 } });
client.on('telnyx.ready', () => {
  const call = client.newCall({ destinationNumber: 'echo' });
  const id: string = call.id;
  const recorded: Blob = client.exportRecording();
  void recorded;
  void call.hangup();
  void id;
});
void client.connect();
`;

for (const [module, moduleResolution] of [
  ['ESNext', 'bundler'],
  ['NodeNext', 'NodeNext'],
  ['CommonJS', 'node10'],
]) {
  test(`a strict TypeScript program compiles against it (${module}, ${moduleResolution})`, async () => {
    writeFileSync(consumer.path('program.ts'), program);
    const compilerOptions = {
      module,
      moduleResolution,
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      lib: ['ES2022', 'DOM', 'DOM.Iterable'],
      types: [],
    };
    writeFileSync(consumer.path('tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
    await consumer.succeeds(process.execPath, [
      inRoot('node_modules/typescript/bin/tsc'),
      '--project',
      consumer.folder,
    ]);
  });
}

test('its command replays a recording made by the installed package', async () => {
  writeFileSync(consumer.path('record.mjs'), recorder);
  await consumer.succeeds(process.execPath, ['record.mjs']);
  const printed = await consumer.succeeds('npx', [
    '--offline',
    '--no',
    'holdfast-rtc',
    'replay',
    'recording',
  ]);
  assert.match(printed, /Connect/);
  assert.match(printed, /-> OpenSocket socket=1/);
  assert.match(printed, /the core did the same as when it was recorded/);
});

// Node has no sockets of the browser's kind that could be opened here; that it cannot is a fact as well.
const recorder = `
import { writeFileSync } from 'node:fs';
import { TelnyxRTC } from 'holdfast-rtc';
globalThis.WebSocket = class { constructor() { throw new Error('none here'); } };
const client = new TelnyxRTC({ login: 'ada', password: 'secret', recording: { maxBytes: 10_000 } });
await client.connect().catch(() => {});
const file = client.exportRecording();
writeFileSync('recording', Buffer.from(await file.arrayBuffer()));
await client.disconnect();
`;

test('a wrong argument does not compile: the types are real', async () => {
  writeFileSync(consumer.path('program.ts'), program.replace("'echo'", '42'));
  const { code, stdout } = await consumer.run(process.execPath, [
    inRoot('node_modules/typescript/bin/tsc'),
    '--project',
    consumer.folder,
  ]);
  assert.notEqual(code, 0);
  assert.match(stdout, /'number' is not assignable to type 'string/);
});
