// Checks what can be checked without running anything: formatting, lint rules, TypeScript's types.

import { cppFiles } from '../files.mjs';
import { inRoot } from '../paths.mjs';
import { capture, say } from '../run.mjs';

const tool = (path, ...args) => [process.execPath, [inRoot('node_modules', path), ...args]];

const checks = {
  prettier: () => tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
  'clang-format': () => ['clang-format-19', ['--dry-run', '-Werror', ...cppFiles()]],
  eslint: () => tool('eslint/bin/eslint.js', '--max-warnings=0', '.'),
  tsc: () => tool('typescript/bin/tsc', '--project', inRoot('tsconfig.json')),
};

export async function appearance() {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, command]) => ({ name, ...(await capture(...command())) })),
  );
  for (const { name, code, stdout, stderr } of results) {
    say(code === 0 ? `${name}: ok` : `${name}: failed\n${beginning(stdout + stderr)}`);
  }
  if (results.some(({ code }) => code !== 0))
    say('"npm run format" puts right what can be put right by itself.');
  const failed = results.filter(({ code }) => code !== 0).length;
  return { passed: results.length - failed, failed };
}

function beginning(text) {
  const lines = text.trimEnd().split('\n');
  return lines.length <= 60
    ? text
    : `${lines.slice(0, 60).join('\n')}\n… and ${lines.length - 60} lines more`;
}
