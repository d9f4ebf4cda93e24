// The codes an application can be told, and their texts, are those of the core's own table.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { catalogTables, tablesFrom } from '../../tools/catalog.mjs';
import { buildFolder } from '../../tools/paths.mjs';
import { inPage } from './world.mjs';

test('shim/catalog-tables.ts shows the table of the code: `npm run catalog` writes it anew', async () => {
  const shown = readFileSync(catalogTables, 'utf8');
  assert.equal(shown, await tablesFrom(join(buildFolder, 'wasm-release')));
});

test('24 errors and 26 warnings are those of the reference, ours are beside them', () =>
  inPage(async (page) => {
    const { SDK_ERRORS, SDK_WARNINGS, HOLDFAST_ERROR_CODES, HOLDFAST_WARNINGS } = await page.load();
    assert.equal(Object.keys(SDK_ERRORS).length, 24);
    assert.equal(Object.keys(SDK_WARNINGS).length, 26);
    for (const code of Object.values(HOLDFAST_ERROR_CODES)) assert.equal(code in SDK_ERRORS, false);
    for (const code of Object.keys(HOLDFAST_WARNINGS)) assert.equal(code in SDK_WARNINGS, false);
  }));

test('each code is found by its name', () =>
  inPage(async (page) => {
    const loaded = await page.load();
    const byName = (table) =>
      Object.fromEntries(Object.entries(table).map(([code, { name }]) => [name, Number(code)]));
    assert.deepEqual(loaded.TELNYX_ERROR_CODES, byName(loaded.SDK_ERRORS));
    assert.deepEqual(loaded.TELNYX_WARNING_CODES, byName(loaded.SDK_WARNINGS));
    assert.deepEqual(loaded.HOLDFAST_WARNING_CODES, byName(loaded.HOLDFAST_WARNINGS));
    assert.deepEqual(loaded.HOLDFAST_ERROR_CODES, {
      DTMF_NOT_SENT: 44101,
      REQUEST_NOT_ANSWERED: 44102,
      NOT_IMPLEMENTED: 49101,
    });
  }));

test('AUTH_FAILED is another name of LOGIN_FAILED, and does not count', () =>
  inPage(async (page) => {
    const { TELNYX_ERROR_CODES } = await page.load();
    assert.equal(TELNYX_ERROR_CODES.AUTH_FAILED, 46001);
    assert.equal(Object.keys(TELNYX_ERROR_CODES).includes('AUTH_FAILED'), false);
  }));
