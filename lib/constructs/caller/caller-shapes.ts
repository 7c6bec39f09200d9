import { brandOf, CALLER, CALLER_SET } from '../../core/brand';
import { isKubernetesDnsLabel, isKubernetesDnsSubdomain, isServiceName } from '../../core/net/dns';
import type { Path } from '../../core/path';
import {
  BROKEN,
  type Field,
  listOf,
  objectOf,
  optional,
  portNumber,
  type Reading,
  required,
  type Shape,
  someOf,
  value,
  withType,
} from '../../core/shapes';
import { Caller } from './caller';
import { CallerSet, type CallerSetProps } from './caller-set';

const EXAMPLE = "callers: [Caller.serviceAccount('team-a', 'agent')]";

const CALLER_TEXTS = {
  rule: 'input/callers',
  allowed: 'Caller.serviceAccount(namespace, name), Caller.of(serviceAccount) or Caller.namespace(name)',
  fix: `name the service account of the calling pods: ${EXAMPLE}`,
};

const CALLERS = {
  rule: 'input/callers',
  allowed: 'who may call it: a list of at least one caller, or a CallerSet',
  fix: `name the service accounts of the calling pods: ${EXAMPLE}`,
};

const NAMES = {
  rule: 'input/callers',
  allowed: 'the name of a namespace, and that of a service account in it',
  fix: 'correct the names; for a ServiceAccount of cdk8s-plus, set the namespace in its metadata or on its chart',
};

/** The value can be of another copy of this package. */
const caller: Shape = (given, path, reading) => {
  if (brandOf(given, CALLER) === undefined) return reading.report(path, withType(given), CALLER_TEXTS);
  const { namespace, serviceAccount } = given as Caller;
  const isNamed = isKubernetesDnsLabel(namespace) && (serviceAccount === undefined || isKubernetesDnsSubdomain(serviceAccount));
  return isNamed ? given : reading.report(path, `${namespace}/${serviceAccount ?? '*'}`, NAMES);
};

const callers = someOf(caller, CALLERS);

/** Takes the place of malformed callers: nobody. */
const nobody = (unique: string): readonly Caller[] => [Caller.serviceAccount(unique, unique)];

const SET = {
  rule: 'input/callers',
  allowed: "a CallerSet, such as new CallerSet({ name: 'http', callers: […] })",
  fix: 'create the set with new CallerSet({ … })',
};

const port = portNumber('input/callers', 'correct the port, or remove it for a port that follows from the name');

const setProps = objectOf(
  {
    name: required(
      value(
        isServiceName,
        {
          rule: 'input/callers',
          allowed: 'a name: a DNS label (a-z, 0-9 and -, starting with a letter, at most 63 characters)',
          fix: 'rename the set',
        },
        true,
      ),
      (unique) => unique,
    ),
    callers: required(callers, nobody),
    port: optional(port),
    tlsPort: optional(port),
  } satisfies Record<keyof CallerSetProps, Field>,
  SET,
);

/** A set of callers. */
export const callerSetShape: Shape = (given, path, reading) => {
  if (brandOf(given, CALLER_SET) === undefined) return reading.report(path, withType(given), SET);
  const { props } = given as CallerSet;
  const read = setProps(props, path, reading);
  if (read === BROKEN) return BROKEN;
  if (read !== props) return standIn(read as CallerSetProps, path, reading);
  return given instanceof CallerSet ? given : new CallerSet(props);
};

/** Takes the place of a malformed set. It has a name of its own, so that it is not another set than that of the same name. */
function standIn({ callers }: CallerSetProps, path: Path, { unique }: Reading): CallerSet {
  return new CallerSet({ name: [unique, ...path].join('-').toLowerCase(), callers });
}

/** The property `callers` of a host. */
export const callersField: Field = required(
  (given, path, reading) => (Array.isArray(given) ? callers : isSet(given) ? callerSetShape : none)(given, path, reading),
  nobody,
);

const isSet = (given: unknown) => brandOf(given, CALLER_SET) !== undefined;
const none: Shape = (given, path, reading) => reading.report(path, withType(given), CALLERS);

/** The property `callerSets` of a gateway. */
export const callerSetsField: Field = optional(
  listOf(callerSetShape, { ...SET, allowed: 'a list of sets, such as [agents]', fix: 'write callerSets as a list' }),
);
