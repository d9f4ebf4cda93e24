// The lint rules: TypeScript's strict set for the shim, the recommended one for everything else.

import js from '@eslint/js';
import globals from 'globals';
import typescript from 'typescript-eslint';

export default [
  { ignores: ['build/', 'dist/', 'lib/', '.toolchain/'] },
  {
    ...js.configs.recommended,
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: {
      ...js.configs.recommended.rules,
      // Taking a property out of an object is what the names beside `...rest` are for.
      'no-unused-vars': ['error', { ignoreRestSiblings: true }],
    },
  },
  {
    // Read by Emscripten's linker, which brings names of its own.
    files: ['web/*.js'],
    languageOptions: { sourceType: 'script', globals: { addToLibrary: 'readonly', Emval: 'readonly' } },
    rules: { 'no-redeclare': ['error', { builtinGlobals: false }] },
  },
  ...typescript.configs.strictTypeChecked.map((config) => ({ ...config, files: ['shim/**/*.ts'] })),
  {
    files: ['shim/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // A number in a text is meant as it reads.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Applications in plain JavaScript pass anything, and a browser may lack what its types promise.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
      // What is async turns what it throws into a rejection, with or without anything to wait for.
      '@typescript-eslint/require-await': 'off',
      // `client.calls` is a plain object by contract.
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Every indexed access may be undefined here; where it cannot be, `!` says so.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
];
