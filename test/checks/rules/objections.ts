import { parseAllDocuments } from 'yaml';
import { EgressGraph } from '../../../lib/checks/graph';
import type { Rule } from '../../../lib/checks/rules/base/rule';
import type { ApprovalLimits } from '../../../lib/core/approval-limits';
import { objectName } from '../../../lib/core/format-finding';
import { showPath } from '../../../lib/core/path';
import { Platform, type PlatformVersions } from '../../../lib/core/platform';
import type { Manifest } from '../../../lib/manifests/manifest';
import { NOW } from '../../kit';

export interface Surroundings {
  readonly platform?: PlatformVersions;
  readonly external?: readonly string[];
  readonly now?: Date;
  readonly approvals?: ApprovalLimits;
  readonly platformNamespaces?: readonly string[];
  readonly written?: boolean;
}

/** The objections of a rule to the objects of a YAML text, as `Kind ns/name path: got`, in the order of the rule. */
export function objections(
  rule: Rule,
  yaml: string,
  { platform = {}, external = [], now = NOW, ...more }: Surroundings = {},
): string[] {
  const objects = parseAllDocuments(yaml).map((document) => document.toJS() as Manifest);
  const context = { graph: new EgressGraph(objects, { external }), platform: Platform.for(platform), now, ...more };
  return [...rule.check(context)].map(({ object, path, got }) => {
    return `${objectName(object)} ${showPath(path)}: ${typeof got === 'string' ? got : JSON.stringify(got)}`;
  });
}
