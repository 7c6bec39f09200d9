import { ApiObject } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { checkObject } from '../../checks/object/check-object';
import { now } from '../../core/clock';
import type { Finding } from '../../core/finding';
import { Platform } from '../../core/platform';
import { hasFindings } from '../../core/registered-findings';
import type { Manifest } from '../../manifests/manifest';

/** What is wrong with each object that the construct makes, each object by itself. */
export function findingsOfOwnObjects(construct: Construct): Finding[] {
  const options = { platform: Platform.of(construct), now: now(construct) };
  const objects = construct.node.children
    .filter((child) => child instanceof ApiObject)
    .map((child) => child.toJson() as Manifest);
  return objects.flatMap((object) => checkObject(object, options).findings.map((finding) => ofConstruct(finding, construct)));
}

/** How messages name a construct of ours: its path in the app and its class, which a bundler may have prefixed with `_`. */
export function labelOf(construct: IConstruct): string {
  return `${construct.node.path} (${construct.constructor.name.replace(/^_/, '')})`;
}

/** A finding of an object as one of the construct that is responsible for it. */
export function ofConstruct(finding: Finding, owner: IConstruct): Finding {
  return { ...finding, construct: hasFindings(owner) ? labelOf(owner) : owner.node.path };
}
