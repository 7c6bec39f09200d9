import type { ApiObject, App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { type CheckOptions, checkWithInvariants, type Severities } from '../checks/check-manifests';
import type { Invariant } from '../checks/invariants/invariant';
import { withProperties } from '../checks/rules/base/or-external';
import { NOT_JUDGED } from '../checks/rules/egress/not-judged';
import { ofConstruct } from '../constructs/base/object-findings';
import { now } from '../core/clock';
import type { Finding, ObjectReference } from '../core/finding';
import { listAt } from '../core/group-by';
import { approvalKeysOf } from '../core/label-domain';
import { Platform } from '../core/platform';
import { externalObjects, findingsOf, hasFindings, isMalformedInput } from '../core/registered-findings';
import { isWaivableRule } from '../core/rule-ids';
import type { SynthesizedObject } from './collect-objects';
import { duplicateObjects } from './duplicate-objects';

/** The properties of an app that its checks use. */
export type CheckSettings = Pick<
  CheckOptions,
  'severities' | 'external' | 'platformNamespaces' | 'gatewayClasses' | 'approvals' | 'noWaivers'
> & { readonly invariants: readonly Invariant[] };

/**
 * The findings of an app: those of its constructs, and those of its objects. Each is reported once. Findings with the severity
 * `info` are left out, except for what is not judged.
 */
export function checkApp(
  app: App,
  nodes: readonly IConstruct[],
  objects: readonly SynthesizedObject[],
  settings: CheckSettings,
): Finding[] {
  const { severities = {} } = settings;
  const external = [...(settings.external ?? []), ...nodes.flatMap(externalObjects)];
  const options = {
    ...settings,
    platform: Platform.of(app),
    now: now(app),
    external,
    approvalKeys: approvalKeysOf(app),
    written: true,
  };
  const { findings } = checkWithInvariants(
    objects.map(({ manifest }) => manifest),
    options,
    settings.invariants,
  );
  const ofObjects = byResponsible(
    findings.filter(({ object }) => object),
    objects,
  );
  const ofConstructs = nodes.map((node) => findingsOf(node));
  const malformed = ofConstructs.some((own) => own.some(isMalformed));
  const reported = nodes
    .flatMap((node, index) => {
      const shown = (ofObjects.get(node) ?? NONE).filter((finding) => !malformed || isAlone(node, finding));
      return [...(shown.length > 0 ? findingsOf(node, shown) : (ofConstructs[index] ?? NONE)), ...foreign(node)];
    })
    .flatMap((finding) => withSeverity(finding, severities));
  const ofFile = malformed ? [] : findings.filter(({ object }) => !object).map((finding) => ({ ...finding, construct: APP }));
  return [...reported, ...ofFile, ...duplicateObjects(nodes, objects)].filter(
    ({ severity, rule }) => severity !== 'info' || rule === NOT_JUDGED || rule === 'invariant/undecided',
  );
}

const NONE: readonly Finding[] = [];

/** The name of the app in findings about its properties. */
export const APP = 'app';

/** The finding of a construct with the severity that the app sets for its rule. Nothing if the rule is off. */
function withSeverity(finding: Finding, severities: Severities): readonly Finding[] {
  const { rule } = finding;
  const severity = isWaivableRule(rule) && finding.severity !== 'waived' ? severities[rule] : undefined;
  if (severity === undefined) return [finding];
  return severity === 'off' ? NONE : [{ ...finding, severity }];
}

/** Whether objects may have values that the user did not specify, in place of the malformed one. */
function isMalformed(finding: Finding): boolean {
  return isMalformedInput(finding) && (finding.construct !== APP || !SETTINGS.includes(finding.path[0]));
}

/** The properties of the app that no object depends on. */
const SETTINGS: readonly unknown[] = ['severities', 'external', 'approvals', 'noWaivers', 'invariants'];

/** After malformed input, only findings about single objects of other constructs are reported: all others may be consequences. */
function isAlone(responsible: IConstruct, { rule }: Finding): boolean {
  return !hasFindings(responsible) && /^(schema|istio)\//.test(rule);
}

/** The findings of objects, by the responsible construct: the one that created the object, else the object itself. */
function byResponsible(findings: readonly Finding[], objects: readonly SynthesizedObject[]): Map<IConstruct, Finding[]> {
  const groups = new Map<IConstruct, Finding[]>();
  if (findings.length === 0) return groups;
  const makers = new Map<ObjectReference | undefined, ApiObject>(objects.map(({ manifest, construct }) => [manifest, construct]));
  for (const finding of findings) {
    // Reported below as `input/duplicate-object`, with the paths of both constructs.
    if (finding.rule === 'egress/duplicate-object') continue;
    const maker = makers.get(finding.object) as ApiObject;
    const scope = maker.node.scope;
    const responsible = scope && hasFindings(scope) ? scope : maker;
    listAt(groups, responsible).push(ofConstruct({ ...finding, fix: withProperties(finding.fix, 'EgressApp') }, responsible));
  }
  return groups;
}

/** The validation errors of constructs of other libraries. */
function foreign(construct: IConstruct): Finding[] {
  return construct.node.validate().map((got) => ({
    rule: 'input/construct',
    severity: 'error',
    construct: construct.node.path,
    path: [],
    got,
    allowed: 'no validation errors of the construct',
    fix: 'correct the construct as its message describes',
  }));
}
