import { readFileSync } from 'node:fs';
import { SCHEMAS } from '../../../imports/schemas';
import { readKind } from '../../../lib/checks/object/read-kind';

test.each(Object.entries(SCHEMAS))('%s is read as its file says, part by part', (_, pinned) => {
  const { $comment, $defs, ...head } = JSON.parse(readFileSync(pinned.file, 'utf8'));
  const kind = readKind(pinned);
  expect({ ...kind, $defs: [...kind.$defs] }).toEqual({ $comment, ...head, $defs });
  expect(kind.$defs.at($defs.length)).toBeUndefined();
});

test.each(Object.entries(SCHEMAS))('%s: a part that stands in $defs has no default, which would be overlooked', (_, pinned) => {
  for (const part of readKind(pinned).$defs) expect(part).not.toHaveProperty('default');
});
