import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceLine } from '../../../tools/import/config';
import { generate } from '../../../tools/import/generate';
import { lockOf, verifyLock } from '../../../tools/import/lock';
import { differences, prune, writeFiles } from '../../../tools/import/output';
import { sourceOf, widget } from './tiny';

const source = { module: 'example.com/widgets', version: 'v1.2.3', path: 'crds' };
const line = (...kinds: SourceLine['kinds']): SourceLine => ({ source, see: (kind) => `https://example.com/${kind}`, kinds });

test('a line of config.ts generates a kind: types, constraint data and rules, and a line in the list', () => {
  const { files, lock } = generate([line(['example.com/v1', 'HTTPWidget'])], () => sourceOf(widget));
  const name = 'example.com/http-widget';
  expect([...files.keys()]).toEqual([
    `${name}.ts`,
    `${name}.schema.json`,
    `${name}.rules.ts`,
    'schemas.ts',
    'served.json',
    'patterns/index.ts',
  ]);
  expect(lock.modules).toEqual({ 'example.com/widgets@v1.2.3': 'h1:abc=' });
  expect(lock.kinds['example.com/http-widget']).toMatchObject({
    path: 'crds/widgets.yaml',
    sha256: expect.stringMatching(/^\w{64}$/),
  });
});

test('schemaOnly leaves out the types', () => {
  const { files } = generate([line(['example.com/v1', 'HTTPWidget', 'schemaOnly'])], () => sourceOf(widget));
  expect(files.has('example.com/http-widget.schema.json')).toBe(true);
  expect(files.has('example.com/http-widget.ts')).toBe(false);
});

test('a source used by several lines is opened once', () => {
  const open = jest.fn(() => sourceOf(widget));
  generate([line(['example.com/v1', 'HTTPWidget']), line(['example.com/v1beta1', 'HTTPWidget'])], open);
  expect(open).toHaveBeenCalledTimes(1);
});

describe('the folder', () => {
  const files = new Map([
    ['a/one.ts', '1'],
    ['two.ts', '2'],
  ]);
  const dir = () => mkdtempSync(join(tmpdir(), 'import-'));

  test('equals what was generated after writing', () => {
    const out = dir();
    expect(differences(out, files)).toEqual(['missing: a/one.ts', 'missing: two.ts']);
    writeFiles(out, files);
    expect(differences(out, files)).toEqual([]);
  });

  test('is compared: edited files and files that nothing generates are reported, and writing again corrects them', () => {
    const out = dir();
    writeFiles(out, files);
    writeFileSync(join(out, 'two.ts'), 'edited');
    writeFileSync(join(out, 'stray.ts'), '');
    expect(differences(out, files)).toEqual(['changed: two.ts', 'not generated: stray.ts']);
    writeFiles(out, files);
    prune(out, files);
    expect(readdirSync(out).sort()).toEqual(['a', 'two.ts']);
  });
});

describe('the record of sources', () => {
  const origin = { source: 'm@v1', path: 'p', sha256: 'aa' };
  const lock = lockOf([{ name: 'm@v1', sum: 'h1:a', files: [] }], { 'g/k': origin });

  test.each([
    ['the same', lock],
    ['a new version', { modules: { 'm@v0': 'h1:0' }, kinds: { 'g/k': { ...origin, source: 'm@v0', sha256: '00' } } }],
  ])('agrees with %s', (_, recorded) => expect(() => verifyLock(recorded, lock)).not.toThrow());

  test.each([
    [
      'a module',
      { ...lock, modules: { 'm@v1': 'h1:b' } },
      'm@v1: the module has changed under its version: h1:a, but h1:b is recorded',
    ],
    [
      'a file',
      { ...lock, kinds: { 'g/k': { ...origin, sha256: 'bb' } } },
      'g/k: p of m@v1 has changed under its version: sha256 aa, but bb is recorded',
    ],
  ])('rejects %s that changed without a new version', (_, recorded, message) => {
    expect(() => verifyLock(recorded, lock)).toThrow(message);
  });

  test('allows a local file to change', () => {
    const local = lockOf([{ name: 'crd.yaml', files: [] }], { 'g/k': { ...origin, source: 'crd.yaml' } });
    expect(() =>
      verifyLock({ modules: {}, kinds: { 'g/k': { ...origin, source: 'crd.yaml', sha256: 'bb' } } }, local),
    ).not.toThrow();
  });
});
