import { ApiObject } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { now } from './clock';
import { type Finding, formatFinding } from './finding';
import { checkObject, type ManifestFinding } from './manifests/check-object';
import { type Manifest, objectName } from './manifests/manifest';
import { Platform } from './platform';

const EXAMINE = Symbol.for('cdk8s-egress.examine');
const ELSEWHERE = Symbol.for('cdk8s-egress.elsewhere');
const COLLECTED = 'cdk8s-egress/collected';

/** @param ofObjects what was found of the objects that the construct makes, which it may waive */
type Examine = (ofObjects: readonly Finding[]) => readonly Finding[];

/**
 * Lets a construct tell findings when the whole tree stands. An `EgressApp` collects them, once, and adds what it finds of
 * the objects; in a plain cdk8s `App` each construct's own objects are checked one by one, and the errors become errors of the
 * node.
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
export function findingsOf(construct: Construct, ofObjects: readonly Finding[] = []): readonly Finding[] {
  return (construct as { [EXAMINE]?: Examine })[EXAMINE]?.(ofObjects) ?? ofObjects;
}

/** Says that objects are somebody else's, and not missing: `Gateway egress-system/egress`. */
export function ownElsewhere(construct: Construct, objects: readonly string[]): void {
  Object.defineProperty(construct, ELSEWHERE, { value: objects });
}

/** The objects that a construct refers to and another repository owns. */
export function ownedElsewhere(construct: Construct): readonly string[] {
  return (construct as { [ELSEWHERE]?: readonly string[] })[ELSEWHERE] ?? [];
}

/** Says that the findings below `app` are collected by it. */
export function collectFindings(app: Construct): void {
  app.node.setContext(COLLECTED, true);
}

function errorsOf(construct: Construct): string[] {
  return findingsOf(construct, ofOwnObjects(construct))
    .filter((finding) => finding.severity === 'error')
    .map(formatFinding);
}

/** What is wrong with each object that the construct makes, looked at alone. */
function ofOwnObjects(construct: Construct): Finding[] {
  const options = { platform: Platform.of(construct), now: now(construct) };
  const objects = construct.node.children
    .filter((child) => child instanceof ApiObject)
    .map((child) => child.toJson() as Manifest);
  return objects.flatMap((object) => checkObject(object, options).findings.map((finding) => ofConstruct(finding, construct)));
}

/** How messages name a construct of ours: its path in the app and its class, which a bundler may have put a `_` before. */
export function labelOf(construct: IConstruct): string {
  return `${construct.node.path} (${construct.constructor.name.replace(/^_/, '')})`;
}

/** A finding of an object as one of the construct that answers for it. */
export function ofConstruct({ object, reason, ...finding }: ManifestFinding, teller: IConstruct): Finding {
  const construct = tellsFindings(teller) ? labelOf(teller) : teller.node.path;
  return { ...finding, construct, object: objectName(object), ...(reason !== undefined && { reason }) };
}
