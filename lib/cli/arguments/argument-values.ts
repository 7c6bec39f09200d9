import type { Severities } from '../../checks/check-manifests';
import { EXTERNAL_OBJECT, isExternalObject } from '../../core/external-object';
import type { Finding, Mismatch } from '../../core/finding';
import type { ForbiddenWaivers } from '../../core/forbidden-waivers';
import { isLabelDomain, LABEL_DOMAIN } from '../../core/label-domain';
import { type ApprovalKeys, approvalKeys, DEFAULT_APPROVAL_KEYS } from '../../core/labels';
import { isNamespacePattern } from '../../core/name-pattern';
import { nearestName } from '../../core/nearest-name';
import { isKubernetesDnsSubdomain } from '../../core/net/dns';
import { showPath } from '../../core/path';
import { Platform, type PlatformVersions } from '../../core/platform';
import { ruleProblem, type WaivableRuleId } from '../../core/rule-ids';
import { FORMATS, type Format } from '../formats/index';

/** Collects the findings of all arguments, so that they are reported at once. */
export type OnFinding = (finding: Finding) => void;

/** The finding for an argument. @param argument - the option or the environment variable, such as `--format` */
export function argumentFinding(argument: string, { got, allowed, fix }: Mismatch): Finding {
  return { rule: 'input/argument', severity: 'error', argument, path: [], got, allowed, fix };
}

/** Reports an unknown name, and proposes the most similar known name. */
export function reportUnknown(report: OnFinding, argument: string, got: string, known: readonly string[]): void {
  const nearest = nearestName(got, known);
  const fix = nearest ? `did you mean ${nearest}?` : 'use one of these';
  report(argumentFinding(argument, { got, allowed: known.join(', '), fix }));
}

/** `--format`, by default text. */
export function formatOf(text: string | undefined, report: OnFinding): Format {
  if (text === undefined || Object.hasOwn(FORMATS, text)) return (text ?? 'text') as Format;
  reportUnknown(report, '--format', text, Object.keys(FORMATS));
  return 'text';
}

const COMPONENTS: readonly string[] = Object.keys(Platform.for({}).versions);

/** `--platform kgateway=2.3,istio=1.29`. The default of each component is the newest tested version. */
export function platformOf(texts: readonly string[], report: OnFinding): Platform {
  const versions: Record<string, string> = {};
  for (const part of texts.flatMap((text) => text.split(','))) {
    const [component = '', version] = part.split(/=(.*)/s);
    if (!COMPONENTS.includes(component)) reportUnknown(report, '--platform', component, COMPONENTS);
    else versions[component] = version ?? '';
  }
  for (const { path, got, allowed, fix } of Platform.problems(versions as PlatformVersions)) {
    report(argumentFinding(`--platform ${showPath(path)}=`, { got: got === '' ? undefined : got, allowed, fix }));
  }
  return Platform.for(versions as PlatformVersions);
}

/** `--now 2026-11-23T12:00:00Z`, else `SOURCE_DATE_EPOCH`, else the current time. */
export function nowOf(text: string | undefined, epoch: string | undefined, report: OnFinding): Date {
  if (text === undefined && epoch === undefined) return new Date();
  const date = text === undefined ? ofEpoch(epoch ?? '') : ofText(text);
  if (!Number.isNaN(date.getTime())) return date;
  const fix = 'set the time for which approvals are checked, or remove it for the current time';
  if (text === undefined) report(argumentFinding('SOURCE_DATE_EPOCH', { got: epoch ?? '', allowed: 'seconds since 1970', fix }));
  else report(argumentFinding('--now', { got: text, allowed: 'a date such as 2026-11-23 or 2026-11-23T12:00:00Z', fix }));
  return new Date();
}

const ofEpoch = (seconds: string) => new Date(/^[0-9]+$/.test(seconds) ? Number(seconds) * 1000 : Number.NaN);
const ofText = (text: string) => new Date(/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[-+]\d\d:\d\d))?$/.test(text) ? text : Number.NaN);

const LEVELS = ['off', 'info', 'warning', 'error'] as const;

/** `--severity egress/retry-budget=off`, once per rule. If a rule is given twice, the last severity applies. */
export function severitiesOf(texts: readonly string[], report: OnFinding): Severities {
  const severities: { -readonly [Rule in keyof Severities]: Severities[Rule] } = {};
  for (const text of texts) {
    const [rule = '', level = ''] = text.split(/=(.*)/s);
    const known = LEVELS.find((each) => each === level);
    if (!known) reportUnknown(report, `--severity ${rule}=`, level || 'nothing', LEVELS);
    const problem = ruleProblem(rule);
    if (problem) report(argumentFinding('--severity', problem));
    else if (known) severities[rule as WaivableRuleId] = known;
  }
  return severities;
}

/** `--label-domain acme.io`: the domain of the label and the annotations of approvals. */
export function approvalKeysOf(domain: string | undefined, report: OnFinding): ApprovalKeys {
  if (domain === undefined) return DEFAULT_APPROVAL_KEYS;
  if (isLabelDomain(domain)) return approvalKeys(domain);
  report(argumentFinding('--label-domain', { got: domain || undefined, ...LABEL_DOMAIN }));
  return DEFAULT_APPROVAL_KEYS;
}

/** `--external 'Gateway egress-system/egress'`, once for each object that another repository owns. */
export function externalOf(texts: readonly string[], report: OnFinding): readonly string[] {
  for (const got of texts.filter((text) => !isExternalObject(text))) {
    const fix = 'write it in quotes, as one argument';
    report(argumentFinding('--external', { got: got || undefined, allowed: EXTERNAL_OBJECT, fix }));
  }
  return texts;
}

/** `--platform-namespace monitoring`, once for each namespace of the platform; `*` stands for any characters. */
export function platformNamespacesOf(texts: readonly string[], report: OnFinding): readonly string[] {
  for (const got of texts.filter((text) => !isNamespacePattern(text))) {
    const allowed = 'the name of a namespace, or a pattern such as openshift-*';
    report(
      argumentFinding('--platform-namespace', { got: got || undefined, allowed, fix: 'repeat the option for each namespace' }),
    );
  }
  return texts;
}

/** `--no-waivers all` or `--no-waivers egress/no-decision`, once per rule. */
export function noWaiversOf(rules: readonly string[], report: OnFinding): { noWaivers?: ForbiddenWaivers } {
  for (const rule of rules) {
    const problem = rule === 'all' ? undefined : ruleProblem(rule);
    if (problem) report(argumentFinding('--no-waivers', { ...problem, allowed: `all, or ${problem.allowed}` }));
  }
  return rules.length > 0 ? { noWaivers: rules.includes('all') || (rules as readonly WaivableRuleId[]) } : {};
}

/** `--gateway-class egress`, once for each GatewayClass that kgateway runs. */
export function gatewayClassesOf(texts: readonly string[], report: OnFinding): readonly string[] {
  for (const got of texts.filter((text) => !isKubernetesDnsSubdomain(text))) {
    const allowed = 'the name of a GatewayClass, such as kgateway';
    report(argumentFinding('--gateway-class', { got: got || undefined, allowed, fix: 'specify one class per option' }));
  }
  return texts;
}

/** `--invariants invariants.yaml`, once: a second file must not replace the first one in silence. */
export function invariantsOf(files: readonly string[], report: OnFinding): string | undefined {
  if (files.length > 1 || files[0] === '') {
    const got = files.join(', ') || undefined;
    report(argumentFinding('--invariants', { got, allowed: 'one file', fix: 'put all invariants into one file' }));
  }
  return files[0];
}
