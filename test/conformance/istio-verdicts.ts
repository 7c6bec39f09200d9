import { istioIssues } from '../../lib/checks/istio';
import { showPath } from '../../lib/core/path';
import { Platform } from '../../lib/core/platform';
import type { Manifest } from '../../lib/manifests/manifest';

/** What is said of an object: whether it is refused, and whether it is warned of. */
export interface Verdict {
  readonly refused: boolean;
  readonly warned: boolean;
  /** What was said, for the reader of a disagreement. */
  readonly said: readonly string[];
}

const SECTION = /^Error: /;
const LINE = /^\t\* \w+\/[^/]*\/([a-z0-9]+): (.*)/;

/** What `istioctl validate` said of each object, by its name, read from what it writes to the terminal. */
export function istioctlVerdicts(output: string): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  let errors = false;
  for (const line of output.split('\n')) {
    if (SECTION.test(line)) errors = true;
    const [, name, text] = LINE.exec(line) ?? [];
    if (name === undefined || text === undefined) continue;
    const { refused, warned, said } = verdicts.get(name) ?? ACCEPTED;
    verdicts.set(name, { refused: refused || errors, warned: warned || !errors, said: [...said, text] });
  }
  return verdicts;
}

/** What is said of an object of which nothing is said. */
export const ACCEPTED: Verdict = { refused: false, warned: false, said: [] };

/** What the Istio of the bed can do. */
export const BED_ISTIO = Platform.for({ istio: '1.31' }).capabilities;

/** What this library says of an object, as the Istio of the bed does. */
export function ownVerdict(object: Manifest): Verdict {
  const issues = istioIssues(object, BED_ISTIO);
  return {
    refused: issues.some(({ severity }) => severity === 'error'),
    warned: issues.some(({ severity }) => severity === 'warning'),
    said: issues.map(({ rule, path, got }) => `${rule} ${showPath(path)} ${JSON.stringify(got)}`),
  };
}
