import { CONTEXT } from '../../core/context-keys';
import type { ApprovalKeys } from '../../core/labels';
import { DESTINATION_RESOURCES, POLICY_RESOURCES } from './admission';
import { annotation } from './approval-marks';
import { withOwner } from './approval-rules';
import { ROUTE_RESOURCES } from './destination-kinds';
import { type Guard, NOT_BEING_DELETED, withoutDot, written } from './policy-parts';

/** The texts of the lines of one kind. */
const linesOf = (kind: string) =>
  `variables.lines.filter(line, line.startsWith("${kind} ")).map(line, line.substring(${kind.length + 1}))`;

/** The host and its port, and the kinds of lines that the rules read. */
const VARIABLES = [
  { name: 'places', expression: `${linesOf('host')}.map(text, text.split(" ")[0])` },
  { name: 'hosts', expression: 'variables.places.map(place, place.substring(0, place.lastIndexOf(":")))' },
  { name: 'callers', expression: linesOf('callers') },
  { name: 'requests', expression: linesOf('requests') },
  { name: 'reports', expression: linesOf('report') },
  { name: 'aliases', expression: `${linesOf('ways')}.map(text, ", " + text + ",")` },
  { name: 'extensions', expression: 'object.spec.?extAuth.?contextExtensions.orValue({})' },
];

const extension = (key: string) => `variables.extensions[?"${key}"].orValue("")`;

const isHost = (name: string) => `(${withoutDot(name)}) in variables.hosts`;
const resolves = (how: string) => `object.spec.?resolution.orValue("NONE") ${how}`;

/** A ServiceEntry that selects pods sends the calls of applications to the gateway. Others must lead to the port that they name. */
const IS_ENTRY = `object.spec.hosts.all(host, host in variables.hosts) && (has(object.spec.workloadSelector)
    ? ${resolves('== "STATIC"')} && size(object.spec.?endpoints.orValue([])) == 0
    : ${resolves('!= "NONE"')} && object.spec.?ports.orValue([]).all(port, port.?targetPort.orValue(port.number) == port.number
        && object.spec.hosts.all(host, (host + ":" + string(port.number)) in variables.places))
      && object.spec.?endpoints.orValue([]).all(one, ${isHost('one.?address.orValue("")')} && size(one.?ports.orValue({})) == 0))`;

/** Other Services than ExternalNames lead to pods. */
const IS_PLACE = `object.kind == "ServiceEntry" ? ${IS_ENTRY}
  : object.kind == "WorkloadEntry" ? ${isHost('object.spec.?address.orValue("")')}
  : object.kind == "Service" ? object.spec.?type.orValue("ClusterIP") != "ExternalName" || ${isHost('object.spec.?externalName.orValue("")')}
  : object.kind != "Backend" ? true
  : has(object.spec.static)
  ? object.spec.static.hosts.all(one, ((${withoutDot('one.host')}) + ":" + string(one.port)) in variables.places)
  : has(object.spec.dynamicForwardProxy) && "destination dynamic" in variables.lines`;

const IS_ALIAS = `host.matches("^[a-z0-9-]+[.]" + object.metadata.namespace + "([.]svc([.]cluster[.]local)?)?$")
  && variables.aliases.exists(text, text.contains(", alias=" + host.split(".")[0] + ","))`;

/** A route that could name hosts and names none is one for every host. */
const IS_HOST = `object.kind == "TrafficPolicy" ? !("${CONTEXT.host}" in variables.extensions) || ${extension(CONTEXT.host)} in variables.hosts
  : !object.kind.endsWith("Route") || ((object.kind in ["TCPRoute", "UDPRoute"] || size(object.spec.?hostnames.orValue([])) > 0)
    && object.spec.?hostnames.orValue([]).all(host, host in variables.hosts || (${IS_ALIAS})))`;

const HAS_CALLERS = `object.kind == "TrafficPolicy"
  ? !["${CONTEXT.host}", "${CONTEXT.callers}"].exists(key, key in variables.extensions) || ${extension(CONTEXT.callers)} in variables.callers
  : !object.kind.endsWith("Route") || object.spec.?parentRefs.orValue([]).all(parent,
    variables.callers.exists(text, ("," + text + "=").contains("," + parent.?sectionName.orValue("") + "=") || ("," + text + ",").contains("," + parent.?sectionName.orValue("") + ",")))`;

const HAS_RULES = `!("${CONTEXT.rules}" in variables.extensions) || ${extension(CONTEXT.rules)} == "[" + variables.requests.join(",") + "]"`;

const HAS_REPORT = `!("${CONTEXT.host}" in variables.extensions)
  || ${extension(CONTEXT.report)} == (size(variables.reports) == 0 ? "" : string((timestamp(variables.reports[0]) - timestamp("1970-01-01T00:00:00Z")).getSeconds()))`;

const again = (what: string) =>
  `the approval of this object is for ${what}, which the object no longer has: let the change be approved, and write the new content and digest`;

/**
 * The policy that rejects objects which differ from what was approved for their host. The lines are those of `Approval.granted`:
 * each object expresses some of them.
 */
export function contentGuard({ keys }: { readonly keys: ApprovalKeys }): Guard {
  const { content, digest } = keys;
  const differing = (expression: string, what: string) => {
    const message = again(what);
    return { expression, message, messageExpression: withOwner(message, 'variables.hosts.join(", ")', keys) };
  };
  return {
    background: true,
    matchConstraints: { resourceRules: written([...DESTINATION_RESOURCES, ...POLICY_RESOURCES, ...ROUTE_RESOURCES]) },
    matchConditions: [
      NOT_BEING_DELETED,
      {
        name: 'has-approved-content',
        expression: `has(object.metadata.annotations) && ("${content}" in object.metadata.annotations || "${digest}" in object.metadata.annotations)`,
      },
    ],
    variables: [
      { name: 'content', expression: annotation(content) },
      { name: 'digest', expression: annotation(digest) },
      { name: 'lines', expression: 'variables.content.split("\\n")' },
      ...VARIABLES,
    ],
    validations: [
      {
        expression: 'variables.digest.matches("^sha256:[0-9a-f]{64}$") && variables.content != ""',
        message: `an approval of certain content needs both annotations: ${content}, and ${digest} with sha256: and its hash`,
      },
      differing(IS_PLACE, 'another host or port'),
      differing(IS_HOST, 'another host'),
      differing(HAS_CALLERS, 'other callers'),
      differing(HAS_RULES, 'other requests'),
      differing(HAS_REPORT, 'another end of the report mode'),
      {
        needs: 'hash',
        expression: 'variables.digest == "sha256:" + sha256(variables.content)',
        message: `the annotation ${digest} is not the hash of ${content}: what is written there was not approved; let it be approved, or restore it`,
      },
    ],
  };
}
