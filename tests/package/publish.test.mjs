// What a registry and its users' tools will think of the tarball, without asking any registry.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { inRoot } from '../../tools/paths.mjs';
import { Consumer } from './consumer.mjs';

const consumer = new Consumer();
before(() => consumer.install());
after(() => consumer.remove());

const { name, version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));

test('publint has nothing to say about it', async () => {
  const { messages, pkg } = await publint({ pkgDir: consumer.installed(), pack: false, strict: true });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg, { color: false })),
    [],
  );
});

test('the types of each entry are those of its code, however it is resolved', async () => {
  await consumer.succeeds(inRoot('node_modules/.bin/attw'), [consumer.tarball, '--no-emoji']);
});

test('a dry run of npm publish takes it as it is', async () => {
  const quiet = ['--offline', '--json', '--loglevel=error'];
  const told = JSON.parse(
    await consumer.succeeds('npm', ['publish', '--dry-run', ...quiet, consumer.tarball]),
  );
  const published = told[name] ?? told;
  assert.equal(published.id, `${name}@${version}`);
  assert.ok(published.files.some(({ path }) => path === 'lib/core.wasm'));
});

test('the changelog and the lock file know the version', () => {
  assert.match(readFileSync(inRoot('CHANGELOG.md'), 'utf8'), new RegExp(version.replaceAll('.', '\\.')));
  assert.equal(JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).version, version);
});
