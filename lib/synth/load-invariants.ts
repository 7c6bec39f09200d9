import type { ReadInvariants } from '../checks/invariants/read-invariants';
import type { InputFinding } from '../manifests/read/problem';

/** No invariants. */
export const WITHOUT_INVARIANTS: ReadInvariants = { invariants: [], problems: [] };

/** Reads the file with the invariants of the company. */
export function loadInvariants(file: string): ReadInvariants {
  // Loaded here, so that apps without invariants do not load the reader of YAML.
  const { readText } = require('../manifests/read/read-file') as typeof import('../manifests/read/read-file');
  const { readInvariants } =
    require('../checks/invariants/read-invariants') as typeof import('../checks/invariants/read-invariants');
  const source = readText(file, MOST, tooLarge);
  return 'text' in source ? readInvariants(source) : { invariants: [], problems: [{ ...source, rule: RULE }] };
}

const RULE = 'input/invariants';
const MOST = 1024 * 1024;

function tooLarge(file: string): InputFinding {
  const mismatch = {
    got: 'more than 1 MB',
    allowed: 'a file with invariants, of at most 1 MB',
    fix: 'specify the file with invariants',
  };
  return { rule: RULE, severity: 'error', file, path: [], ...mismatch };
}
