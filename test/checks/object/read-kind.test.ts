import { SCHEMAS } from '../../../imports/schemas';
import { readKind } from '../../../lib/checks/object/read-kind';

test.each(Object.entries(SCHEMAS))('%s: a part that stands in $defs has no default, which would be overlooked', (_, pinned) => {
  for (const part of readKind(pinned).$defs) expect(part).not.toHaveProperty('default');
});
