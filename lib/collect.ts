import type { Construct } from 'constructs';
import { type Finding, formatFinding } from './finding';

const EXAMINE = Symbol.for('cdk8s-egress.examine');
const COLLECTED = 'cdk8s-egress/collected';

type Examine = () => readonly Finding[];

/**
 * Lets a construct tell findings when the whole tree stands. An `EgressApp` collects them, once; in a plain cdk8s `App`
 * the errors among them become errors of the node.
 */
export function tellFindings(construct: Construct, examine: Examine): void {
  Object.defineProperty(construct, EXAMINE, { value: examine });
  if (construct.node.tryGetContext(COLLECTED) === true) return;
  construct.node.addValidation({ validate: () => errorsOf(construct) });
}

/** Whether a construct tells findings already. */
export function tellsFindings(construct: Construct): boolean {
  return Object.hasOwn(construct, EXAMINE);
}

/** What a construct tells; nothing for constructs of other libraries. */
export function findingsOf(construct: Construct): readonly Finding[] {
  return (construct as { [EXAMINE]?: Examine })[EXAMINE]?.() ?? [];
}

/** Says that the findings below `app` are collected by it. */
export function collectFindings(app: Construct): void {
  app.node.setContext(COLLECTED, true);
}

function errorsOf(construct: Construct): string[] {
  return findingsOf(construct)
    .filter((finding) => finding.severity === 'error')
    .map(formatFinding);
}
