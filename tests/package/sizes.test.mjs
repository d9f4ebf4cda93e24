// What a page loads stays within the budget beside this file. KB is 1000 bytes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { measure } from '../../tools/build/sizes.mjs';
import { inRoot } from '../../tools/paths.mjs';

const budget = JSON.parse(readFileSync(new URL('budget.json', import.meta.url), 'utf8'));

for (const [file, limits] of Object.entries(budget)) {
  for (const [form, limit] of Object.entries(limits)) {
    test(`${file} takes at most ${limit / 1000} KB (${form})`, () => {
      const bytes = measure(readFileSync(inRoot(file)))[form];
      assert.ok(bytes <= limit, `it takes ${bytes / 1000} KB; docs/sizes.md says what each room costs`);
    });
  }
}
