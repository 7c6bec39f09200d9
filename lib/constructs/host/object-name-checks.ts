import { isKubernetesDnsSubdomain, MAX_KUBERNETES_NAME } from '../../core/net/dns';
import type { PropCheck } from '../../core/prop-checks';
import { CAPTURE_SUFFIX } from './capture';

interface NameSubject {
  readonly props: { readonly name?: string };
  readonly hostName: string;
}

/** Room for the longest suffix of the names of a host's objects. */
export const LONGEST_NAME = MAX_KUBERNETES_NAME - CAPTURE_SUFFIX.length;

/** The checks of the property `name` of a host. */
export const objectNameChecks: readonly PropCheck<NameSubject>[] = [
  {
    rule: 'input/name',
    path: 'name',
    breaks: ({ props, hostName }) =>
      props.name !== undefined && (!isKubernetesDnsSubdomain(hostName) || hostName.length > LONGEST_NAME),
    allowed: `a DNS subdomain: a-z, 0-9, - and ., at most ${LONGEST_NAME} characters`,
    fix: 'correct the name, or remove it to name the objects after the host',
  },
  {
    rule: 'input/name',
    path: 'name',
    breaks: ({ props, hostName }) =>
      props.name === undefined && hostName.length > LONGEST_NAME && hostName.length <= MAX_KUBERNETES_NAME,
    allowed: `a name of at most ${LONGEST_NAME} characters: the host, which is the default name, is longer`,
    fix: 'set a shorter name',
  },
];
