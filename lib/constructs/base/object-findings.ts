import { ApiObject } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { checkObject } from '../../checks/object/check-object';
import { now } from '../../core/clock';
import type { Finding } from '../../core/finding';
import { Platform } from '../../core/platform';
import { hasFindings } from '../../core/registered-findings';
import type { Manifest } from '../../manifests/manifest';

/** The findings of the objects that the construct makes, each object checked alone. */
export function findingsOfOwnObjects(construct: Construct): Finding[] {
  const options = { platform: Platform.of(construct), now: now(construct) };
  const objects = construct.node.children
    .filter((child) => child instanceof ApiObject)
    .map((child) => child.toJson() as Manifest);
  return objects.flatMap((object) => checkObject(object, options).findings.map((finding) => ofConstruct(finding, construct)));
}

/** The name of a construct in messages: its path in the app, and its class. Bundlers may prefix the class with `_`. */
export function labelOf(construct: IConstruct): string {
  return `${construct.node.path} (${construct.constructor.name.replace(/^_/, '')})`;
}

/** The finding of an object, assigned to the construct that is responsible for it. */
export function ofConstruct(finding: Finding, owner: IConstruct): Finding {
  return { ...finding, construct: hasFindings(owner) ? labelOf(owner) : owner.node.path };
}
