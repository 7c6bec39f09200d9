import { SCHEMAS } from '../../../imports/schemas';
import { readKind } from '../../../lib/checks/object/read-kind';

test.each(Object.entries(SCHEMAS))('%s: parts in $defs have no default, which would be ignored', (_, pinned) => {
  for (const part of readKind(pinned).$defs) expect(part).not.toHaveProperty('default');
});
