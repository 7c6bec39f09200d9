import type { ApiObject, App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { checkManifests, type Severities } from '../checks/check-manifests';
import { ofConstruct } from '../constructs/base/object-findings';
import { now } from '../core/clock';
import type { Finding, ObjectReference } from '../core/finding';
import { duplicates, listAt } from '../core/group-by';
import { ObjectMap } from '../core/object-map';
import { Platform } from '../core/platform';
import { externalObjects, findingsOf, hasFindings } from '../core/registered-findings';
import { kindKey } from '../manifests/manifest';
import type { SynthesizedObject } from './collect-objects';

/**
 * What is wrong with an app: what its constructs tell, and what its objects show. Nothing is told twice, and nothing that is
 * only worth knowing.
 */
export function checkApp(
  app: App,
  nodes: readonly IConstruct[],
  objects: readonly SynthesizedObject[],
  severities: Severities,
): Finding[] {
  const options = { platform: Platform.of(app), now: now(app), severities, external: nodes.flatMap(externalObjects) };
  const { findings } = checkManifests(
    objects.map(({ manifest }) => manifest),
    options,
  );
  const ofObjects = byTeller(findings, objects);
  const ofConstructs = nodes.map((node) => findingsOf(node));
  const malformed = ofConstructs.some((own) => own.some(isMalformed));
  const told = nodes.flatMap((node, index) => {
    const shown = (ofObjects.get(node) ?? NONE).filter((finding) => !malformed || isAlone(node, finding));
    return [...(shown.length > 0 ? findingsOf(node, shown) : (ofConstructs[index] ?? NONE)), ...foreign(node)];
  });
  return [...told, ...duplicateObjects(objects)].filter(({ severity }) => severity !== 'info');
}

const NONE: readonly Finding[] = [];

function isMalformed({ rule, severity }: Finding): boolean {
  return rule.startsWith('input/') && severity === 'error';
}

/** Of objects that are made of malformed input nothing more is told, and of what they would make of others nothing yet. */
function isAlone(teller: IConstruct, { rule }: Finding): boolean {
  return !hasFindings(teller) && /^(schema|istio)\//.test(rule);
}

/** The findings of objects, by the construct that answers for them: the one that made the object, else the object itself. */
function byTeller(findings: readonly Finding[], objects: readonly SynthesizedObject[]): Map<IConstruct, Finding[]> {
  const tellers = new Map<IConstruct, Finding[]>();
  if (findings.length === 0) return tellers;
  const makers = new Map<ObjectReference | undefined, ApiObject>(objects.map(({ manifest, construct }) => [manifest, construct]));
  for (const finding of findings) {
    // The construct tells it better: as two constructs that make one object.
    if (finding.rule === 'egress/duplicate-object') continue;
    const maker = makers.get(finding.object) as ApiObject;
    const scope = maker.node.scope;
    const teller = scope && hasFindings(scope) ? scope : maker;
    listAt(tellers, teller).push(ofConstruct(finding, teller));
  }
  return tellers;
}

/** The errors of constructs that are not ours. */
function foreign(construct: IConstruct): Finding[] {
  return construct.node.validate().map((got) => ({
    rule: 'input/construct',
    severity: 'error',
    construct: construct.node.path,
    path: [],
    got,
    allowed: 'what the construct accepts',
    fix: 'see the construct',
  }));
}

/** A finding for each object that two constructs make: of two the cluster would keep the last. */
function duplicateObjects(objects: readonly SynthesizedObject[]): Finding[] {
  const first = new ObjectMap<SynthesizedObject>();
  const again = objects.filter((object) => {
    const { apiVersion, kind, namespace = '', name } = object;
    return first.add(kindKey(apiVersion, kind), namespace, name, object) !== object;
  });
  if (again.length === 0) return [];
  return duplicates(objects.map((object) => [identity(object), object.construct.node.path])).map(([got, paths]) => ({
    rule: 'input/duplicate-object',
    severity: 'error',
    construct: paths.join(', '),
    path: ['metadata', 'name'],
    got,
    allowed: 'one object of this kind, namespace and name',
    fix: 'rename one of the two, or make the object once',
  }));
}

function identity({ apiVersion, kind, namespace, name }: SynthesizedObject): string {
  return [apiVersion, kind, namespace, name].filter(Boolean).join(' ');
}
