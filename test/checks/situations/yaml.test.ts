import { readManifests } from '../../../lib/manifests/read/read-manifests';
import { input, judge, manifestsIn } from './situation';

/** Whether a text is read without problems. */
function problems(text: string): string[] {
  return readManifests([{ file: 'a.yaml', text }]).problems.map(({ rule, got }) => `${rule}: ${got}`);
}

const KEYED = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\n';

test('brackets and quoted text may end at the column of their key', () => {
  expect(problems(input('27-flow-closed-at-key'))).toEqual([]);
  expect(judge([input('27-flow-closed-at-key')])).toEqual([]);
  expect(manifestsIn([input('27-flow-closed-at-key')])[0]?.data).toEqual({ text: 'goes on here' });
  expect(manifestsIn([input('28-quoted-text-at-key')])[0]?.data).toEqual({ config: '{ "type": "bridge" }' });
});

test('tabs may stand inside brackets and after a colon', () => {
  expect(manifestsIn([`${KEYED}data: {\ta: "1",\n\t\tb: "2"\t}\n`])[0]?.data).toEqual({ a: '1', b: '2' });
  expect(manifestsIn([`${KEYED}data:\n  a:\t"1"\n`])[0]?.data).toEqual({ a: '1' });
});

test('a block scalar may state an indentation of its own', () => {
  expect(manifestsIn([`${KEYED}data:\n  a: |1\n     x\n   y\n`])[0]?.data).toEqual({ a: '  x\ny\n' });
});

test('a document that cannot be read does not hide the findings of the others', () => {
  const { problems: found, objects } = readManifests([{ file: 'a.yaml', text: `${KEYED}data: {a: b: c}\n---\n${KEYED}` }]);
  expect(found.map(({ rule }) => rule)).toEqual(['input/document']);
  expect(objects).toHaveLength(1);
});
