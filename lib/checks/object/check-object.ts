import type { ApprovalLimits } from '../../core/approval-limits';
import type { Finding, Problem, RuleSeverity } from '../../core/finding';
import { type ForbiddenWaivers, isForbidden, refuseWaiver } from '../../core/forbidden-waivers';
import type { ApprovalKeys } from '../../core/labels';
import type { Platform } from '../../core/platform';
import type { WaivableRuleId } from '../../core/rule-ids';
import { kindOf, type Manifest, versionOf } from '../../manifests/manifest';
import { isIstioRejection, isWaivable, waiverOf } from '../../manifests/waivers';
import { istioIssues } from '../istio';
import type { PinnedKind } from '../schema/kind-schema';
import { withChannel } from './experimental-channel';
import { type Differences, differencesOf } from './platform-differences';
import { compiledKind, pinnedKind } from './schema-of';
import { unservedComplaint } from './served-versions';
import { type SchemaIssue, validate } from './validate';

/** What manifests are checked against. */
export interface CheckOptions {
  /** The versions that the manifests are for: `Platform.for({ kgateway: '2.4' })`. */
  readonly platform: Platform;
  /** The time at which approvals must be valid. */
  readonly now: Date;
  /** Other severities for rules, by id. Rules that cannot be waived keep theirs. @default - each rule has its own */
  readonly severities?: Severities;
  /** Objects of another repository, such as `Gateway egress-system/egress`; they are not missing. @default - none */
  readonly external?: readonly string[];
  /** Namespaces of the platform, whose pods are not clients of the gateway: `monitoring`, `openshift-*`. @default - none */
  readonly platformNamespaces?: readonly string[];
  /** The limits for approvals. @default - none */
  readonly approvals?: ApprovalLimits;
  /**
   * Whether the objects are those of a program, which writes them to files: then Secrets among them are reported.
   *
   * @default false
   */
  readonly written?: boolean;
  /** Rules that cannot be waived: all, or those with these ids. @default - none */
  readonly noWaivers?: ForbiddenWaivers;
  /** The names of the label and the annotations of approvals. @default - those under the default label domain */
  readonly approvalKeys?: ApprovalKeys;
  /** GatewayClasses that kgateway runs. @default - by `controllerName` of the GatewayClass, else those named `kgateway` */
  readonly gatewayClasses?: readonly string[];
}

/**
 * Severities by rule id, such as `{ 'egress/retry-budget': 'warning' }`; `off` disables the rule. Malformed input (`input/…`),
 * what the API server rejects (`schema/…`) and what Istio's webhook rejects keep their severity.
 */
export type Severities = Readonly<Partial<Record<WaivableRuleId, RuleSeverity | 'off'>>>;

/** A finding about an object. The object is the manifest itself. */
export type ObjectFinding = Finding & { readonly object: Manifest };

/** The result of checking one object. */
export interface ObjectResult {
  readonly findings: readonly ObjectFinding[];
  /** Whether the graph and its rules can rely on the structure of the object. */
  readonly sound: boolean;
  /** Whether the object has no pinned schema. */
  readonly unknown: boolean;
}

const SOUND: ObjectResult = { findings: [], sound: true, unknown: false };

/** Checks one object alone, as the API server and Istio's webhook do. */
export function checkObject(object: Manifest, options: CheckOptions): ObjectResult {
  const pinned = pinnedKind(kindOf(object));
  const differences = pinned && differencesOf(pinned, options.platform);
  const isKnown = pinned !== undefined && !differences && pinned.versions.includes(versionOf(object.apiVersion));
  const unserved = isKnown ? NONE : unservedFindings(object, options);
  if (isRejected(unserved)) return { findings: unserved, sound: false, unknown: true };
  if (!pinned) return { findings: unserved, sound: isNamed(object), unknown: true };
  const issues = issuesOf(object, pinned, differences);
  const sound = !issues.some(({ structural }) => structural) && isNamed(object);
  const istio = sound ? istioIssues(object, options.platform.capabilities) : [];
  if (sound && unserved.length + issues.length + istio.length === 0) return SOUND;
  const findings = [...issues, ...istio].flatMap((issue) => findingsOf(object, issue, options));
  return { findings: [...unserved, ...findings], sound, unknown: false };
}

/** The finding for a kind or version that the platform does not serve. */
function unservedFindings(object: Manifest, options: CheckOptions): ObjectFinding[] {
  const unserved = unservedComplaint(object, options.platform);
  if (!unserved) return NONE;
  const { field, ...complaint } = unserved;
  return findingsOf(object, { severity: 'error', ...complaint, path: [field], got: object[field] }, options);
}

const NONE: ObjectFinding[] = [];

/** Whether the API server rejects the object. With a waiver, the cluster is said to serve it, with the pinned fields. */
function isRejected(unserved: readonly ObjectFinding[]): boolean {
  return unserved.some(({ severity }) => severity === 'error');
}

/** What the API server of the platform rejects. @param differences - those of older platforms from the pinned schema */
function issuesOf(object: Manifest, pinned: PinnedKind, differences: Differences | undefined): readonly SchemaIssue[] {
  const found = validate(object, compiledKind(pinned));
  const issues = found.length === 0 ? found : found.map((issue) => withChannel(issue, object));
  if (!differences) return issues;
  return [...issues.filter((issue) => !differences.accepts(issue)), ...differences.issuesOf(object)];
}

/** Whether an object has a name, by which others can refer to it. */
export function isNamed({ metadata }: Manifest): boolean {
  return typeof metadata?.name === 'string' && (metadata.namespace === undefined || typeof metadata.namespace === 'string');
}

/** The problem of an object, with the severity that is set for it, or waived. Nothing if its rule is off. */
export function findingsOf(object: Manifest, problem: Problem, { severities = {}, noWaivers }: CheckOptions): ObjectFinding[] {
  const { rule, path, message, got, allowed, fix } = problem;
  const settable = isWaivable(rule) && !isIstioRejection(problem);
  const severity = settable ? (severities[rule as WaivableRuleId] ?? problem.severity) : problem.severity;
  if (severity === 'off') return [];
  const reason = settable ? waiverOf(object, rule) : undefined;
  const finding = { rule, object, path, ...(message !== undefined && { message }), got, allowed, fix };
  if (reason === undefined) return [{ ...finding, severity }];
  return [isForbidden(noWaivers, rule) ? refuseWaiver({ ...finding, severity }) : { ...finding, severity: 'waived', reason }];
}
