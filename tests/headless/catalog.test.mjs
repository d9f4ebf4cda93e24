// The codes an application can be told are those the core can raise.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inRoot } from '../../tools/paths.mjs';
import { inPage } from './world.mjs';

const header = readFileSync(inRoot('src/catalog.hpp'), 'utf8');

/** The table of the core: code by name, and whether it is fatal. */
function tableOf(kind) {
  const numbers = new Map();
  const [, list] = new RegExp(`enum class ${kind}Code[^{]*{([^}]*)}`).exec(header);
  for (const [, name, code] of list.matchAll(/(\w+) = (\d+)/g)) numbers.set(name, Number(code));
  const entries = [
    ...header.matchAll(new RegExp(`${kind}Entry{${kind}Code::(\\w+),\\s*"(\\w+)"(?:,\\s*(\\w+))?}`, 'g')),
  ];
  assert.equal(entries.length, numbers.size);
  return entries.map(([, name, text, fatal]) => ({
    code: numbers.get(name),
    name: text,
    fatal: fatal === 'true',
  }));
}

test('errors: the same codes, names and fatality on both sides, 24 of the reference and ours beside them', () =>
  inPage(async (page) => {
    const { SDK_ERRORS, TELNYX_ERROR_CODES, HOLDFAST_ERROR_CODES } = await page.load();
    const core = tableOf('Error');
    const ours = new Set(Object.values(HOLDFAST_ERROR_CODES));
    const known = core.filter(({ code }) => !ours.has(code));
    assert.equal(known.length, 24);
    const texts = Object.entries(SDK_ERRORS).map(([code, { name, fatal }]) => ({
      code: Number(code),
      name,
      fatal,
    }));
    assert.deepEqual(texts, known);
    const byName = (entries) => Object.fromEntries(entries.map(({ name, code }) => [name, code]));
    assert.deepEqual(TELNYX_ERROR_CODES, byName(known));
    // Those of ours that the core raises; the shim raises others.
    const raised = byName(core.filter(({ code }) => ours.has(code)));
    assert.deepEqual({ ...HOLDFAST_ERROR_CODES, ...raised }, HOLDFAST_ERROR_CODES);
  }));

test('warnings: the same codes and names on both sides, 26 of the reference and ours beside them', () =>
  inPage(async (page) => {
    const { SDK_WARNINGS, TELNYX_WARNING_CODES, HOLDFAST_WARNING_CODES } = await page.load();
    const core = tableOf('Warning');
    const ours = new Set(Object.values(HOLDFAST_WARNING_CODES));
    const known = core.filter(({ code }) => !ours.has(code));
    assert.equal(known.length, 26);
    const texts = Object.entries(SDK_WARNINGS).map(([code, { name }]) => ({ code: Number(code), name }));
    assert.deepEqual(
      texts,
      known.map(({ code, name }) => ({ code, name })),
    );
    const byName = (entries) => Object.fromEntries(entries.map(({ name, code }) => [name, code]));
    assert.deepEqual(TELNYX_WARNING_CODES, byName(known));
    // Those of ours that the core gives; the shim gives others.
    const given = byName(core.filter(({ code }) => ours.has(code)));
    assert.deepEqual({ ...HOLDFAST_WARNING_CODES, ...given }, HOLDFAST_WARNING_CODES);
  }));

test('every entry says what happened, why, and what to do', () =>
  inPage(async (page) => {
    const { SDK_ERRORS, SDK_WARNINGS } = await page.load();
    for (const entry of [...Object.values(SDK_ERRORS), ...Object.values(SDK_WARNINGS)]) {
      for (const text of [entry.message, entry.description, ...entry.causes, ...entry.solutions]) {
        assert.ok(text.length >= 4, `${entry.name}: ${text}`);
      }
      assert.ok(entry.causes.length > 0 && entry.solutions.length > 0, entry.name);
    }
  }));

test('AUTH_FAILED is another name of LOGIN_FAILED, and does not count', () =>
  inPage(async (page) => {
    const { TELNYX_ERROR_CODES } = await page.load();
    assert.equal(TELNYX_ERROR_CODES.AUTH_FAILED, 46001);
    assert.equal(Object.keys(TELNYX_ERROR_CODES).includes('AUTH_FAILED'), false);
  }));
