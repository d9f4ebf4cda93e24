// What an application can name, its author can read about: every exported name and every member of it has a comment in
// the declarations that are published. Internal members are not among them: the compiler leaves those out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import typescript from 'typescript';
import { inRoot } from '../../tools/paths.mjs';

const entries = ['index', 'external'].map((name) => inRoot(`lib/types/${name}.d.ts`));
const published = inRoot('lib/types');
const program = typescript.createProgram(entries, { skipLibCheck: true, types: [] });
const checker = program.getTypeChecker();

/** Names whose members need no comment of their own, and why. */
const exempt = {
  HOLDFAST_WARNINGS: 'each entry brings its own texts',
  ITelnyxErrorEntry: 'its fields are those of ITelnyxError, where they are explained',
  Region: 'each name is that of a place',
  SDK_ERRORS: 'each entry brings its own texts',
  SDK_WARNINGS: 'each entry brings its own texts',
  TELNYX_ICE_SERVERS: 'each name says which server, how and at which port; what it holds is an RTCIceServer',
};

for (const entry of entries) {
  const exported = exportsOf(entry);

  test(`every name that ${entry.slice(published.length + 1)} exports says what it is for`, () =>
    assert.deepEqual(namesWithoutComment(exported), []));

  test(`every public member of a name in ${entry.slice(published.length + 1)} says what it is for`, () => {
    const bare = exported.filter(({ name }) => !(name in exempt)).flatMap(membersWithoutComment);
    assert.deepEqual([...new Set(bare)].sort(), []);
  });
}

test('what needs no comments is exported, and has members', () => {
  const names = new Map(exportsOf(entries[0]).map((symbol) => [symbol.name, symbol]));
  for (const name of Object.keys(exempt))
    assert.notDeepEqual(membersWithoutComment(names.get(name)), [], name);
});

function exportsOf(file) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file));
  return checker.getExportsOfModule(module).map((symbol) => {
    const aliased = symbol.flags & typescript.SymbolFlags.Alias;
    return aliased ? checker.getAliasedSymbol(symbol) : symbol;
  });
}

const namesWithoutComment = (symbols) =>
  symbols.filter((symbol) => !isDocumented(symbol)).map(({ name }) => name);

/** Of one exported name: `Name.member`, and `Name.member.inner` where a type is written out within. */
function membersWithoutComment(symbol) {
  const members = membersOf(symbol).filter(isPublic);
  const bare = members.filter((member) => !isDocumented(member)).map(({ name }) => name);
  const within = [symbol, ...members].flatMap((owner) =>
    owner.declarations.flatMap((declaration) =>
      writtenOut(declaration).map((name) => (owner === symbol ? name : `${owner.name}.${name}`)),
    ),
  );
  return [...bare, ...within].map((name) => `${symbol.name}.${name}`);
}

/** Those of an instance, of a class itself, or of an enumeration; inherited ones too, as far as they are ours. */
function membersOf(symbol) {
  const { Class, Interface, Enum } = typescript.SymbolFlags;
  const types = [];
  if (symbol.flags & (Class | Interface)) types.push(checker.getDeclaredTypeOfSymbol(symbol));
  if (symbol.flags & Class) types.push(checker.getTypeOfSymbol(symbol));
  const inEnum = symbol.flags & Enum ? checker.getExportsOfModule(symbol) : [];
  return [...types.flatMap((type) => checker.getPropertiesOfType(type)), ...constructorOf(symbol), ...inEnum];
}

/** A constructor with parameters; one without needs no words. */
const constructorOf = ({ members }) =>
  [members?.get('__constructor')].filter((symbol) =>
    symbol?.declarations.some(({ parameters }) => parameters.length),
  );

function isPublic({ declarations }) {
  const { Private, Protected } = typescript.ModifierFlags;
  return (declarations ?? []).some(
    (declaration) =>
      declaration.getSourceFile().fileName.startsWith(published) &&
      !(typescript.getCombinedModifierFlags(declaration) & (Private | Protected)),
  );
}

/** The members without comment of the object types that stand within a declaration, however deep. */
function writtenOut(declaration, path = []) {
  const found = [];
  const visit = (node) => {
    if (!typescript.isPropertySignature(node) && !typescript.isMethodSignature(node)) {
      typescript.forEachChild(node, visit);
      return;
    }
    const name = [...path, node.name.getText()];
    if (!isDocumented(checker.getSymbolAtLocation(node.name))) found.push(name.join('.'));
    found.push(...writtenOut(node, name));
  };
  const { isClassDeclaration, isInterfaceDeclaration } = typescript;
  if (!isClassDeclaration(declaration) && !isInterfaceDeclaration(declaration))
    typescript.forEachChild(declaration, visit);
  return found;
}

/** By a comment of its own or of what it implements or overrides; a tag such as `@deprecated` counts if it has words. */
function isDocumented(symbol) {
  const said = symbol.getDocumentationComment(checker);
  const tags = symbol.getJsDocTags(checker).filter(({ name }) => name !== 'throws');
  return [...said, ...tags.flatMap(({ text }) => text ?? [])].some(({ text }) => text.trim());
}
