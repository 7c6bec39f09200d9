import { istioIssues } from '../../lib/checks/istio';
import { showPath } from '../../lib/core/path';
import { Platform } from '../../lib/core/platform';
import type { Manifest } from '../../lib/manifests/manifest';

/** The verdict on an object: whether it is rejected, and whether it causes a warning. */
export interface Verdict {
  readonly refused: boolean;
  readonly warned: boolean;
  /** The messages, to understand a difference. */
  readonly messages: readonly string[];
}

const SECTION = /^Error: /;
const LINE = /^\t\* \w+\/[^/]*\/([a-z0-9]+): (.*)/;

/** The verdicts of `istioctl validate` by the name of the object, parsed from its terminal output. */
export function istioctlVerdicts(output: string): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  let errors = false;
  for (const line of output.split('\n')) {
    if (SECTION.test(line)) errors = true;
    const [, name, text] = LINE.exec(line) ?? [];
    if (name === undefined || text === undefined) continue;
    const { refused, warned, messages } = verdicts.get(name) ?? ACCEPTED;
    verdicts.set(name, { refused: refused || errors, warned: warned || !errors, messages: [...messages, text] });
  }
  return verdicts;
}

/** The verdict on an object without messages. */
export const ACCEPTED: Verdict = { refused: false, warned: false, messages: [] };

/** The capabilities of the test bed's Istio. */
export const BED_ISTIO = Platform.for({ istio: '1.31' }).capabilities;

/** The verdict of this library on an object, with the capabilities of the test bed's Istio. */
export function ownVerdict(object: Manifest): Verdict {
  const issues = istioIssues(object, BED_ISTIO);
  return {
    refused: issues.some(({ severity }) => severity === 'error'),
    warned: issues.some(({ severity }) => severity === 'warning'),
    messages: issues.map(({ rule, path, got }) => `${rule} ${showPath(path)} ${JSON.stringify(got)}`),
  };
}
