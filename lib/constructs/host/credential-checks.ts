import { DECISION_HEADER } from '../../core/decision-header';
import { isKubernetesDnsSubdomain } from '../../core/net/dns';
import type { Capabilities } from '../../core/platform';
import type { PropCheck } from '../../core/prop-checks';
import type { Credential } from './credential';
import type { Tls } from './tls';

interface CredentialSubject {
  readonly props: { readonly host: string; readonly credential?: Credential };
  readonly tls: Tls;
  readonly capabilities: Capabilities;
}

const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}$/;
const KEY = /^[-._a-zA-Z0-9]{1,253}$/;

/** Headers that determine where a message ends, or how the connection goes on. */
const OF_CONNECTION = ['connection', 'content-length', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

/** Headers that Envoy itself reads, or that the gateway depends on. */
const RESERVED: readonly string[] = ['host', DECISION_HEADER, ...OF_CONNECTION];

function isReserved(name: string): boolean {
  const lower = name.toLowerCase();
  return RESERVED.includes(lower) || lower.startsWith('x-envoy-');
}

const breaks = (is: (credential: Credential) => boolean) => (subject: CredentialSubject) =>
  subject.props.credential !== undefined && is(subject.props.credential);

const sourceOf = ({ props }: CredentialSubject) => props.credential?.source;

/** Messages end up in logs of CI, and the text may be the secret value itself. */
const unshown = (text = '') => `a text of ${text.length} characters that is no name`;

/** The checks of the property `credential`. */
export const credentialChecks: readonly PropCheck<CredentialSubject>[] = [
  {
    rule: 'input/credential',
    path: 'credential.secret',
    breaks: breaks(({ source }) => !isKubernetesDnsSubdomain(source.secret)),
    got: (s) => unshown(sourceOf(s)?.secret),
    allowed: "the name of a Secret in the gateway's namespace: a-z, 0-9, - and ., at most 253 characters",
    fix: 'correct the name; the value itself belongs in the Secret',
  },
  {
    rule: 'input/credential',
    path: 'credential.key',
    breaks: breaks(({ source }) => !KEY.test(source.key)),
    got: (s) => unshown(sourceOf(s)?.key),
    allowed: 'the key of a Secret: letters, digits, -, _ and ., at most 253 characters',
    fix: 'correct the key; the value itself belongs in the Secret',
  },
  {
    rule: 'input/credential',
    path: 'credential.name',
    breaks: breaks(({ source }) => isReserved(source.name)),
    got: (s) => sourceOf(s)?.name,
    allowed: `headers other than ${RESERVED.join(', ')} and x-envoy-…: Envoy rejects or reads them itself`,
    fix: 'use the header by which the host authenticates its clients, such as authorization or x-api-key',
  },
  {
    rule: 'input/credential',
    path: 'credential.name',
    breaks: breaks(({ source }) => !TOKEN.test(source.name)),
    got: (s) => sourceOf(s)?.name,
    allowed: "the name of a header: letters, digits and !#$%&'*+.^_`|~-, at most 256 characters",
    fix: 'correct the name',
  },
  {
    rule: 'input/platform-feature',
    path: 'credential',
    breaks: ({ props, capabilities }) => props.credential !== undefined && !capabilities.headerSecrets,
    got: () => 'a credential',
    allowed: 'no credentials on this version of kgateway, whose headers cannot come from Secrets',
    fix: 'target kgateway 2.3 or later, or remove credential',
  },
  {
    rule: 'egress/plaintext-credential',
    path: 'credential',
    breaks: ({ props, tls }) => props.credential !== undefined && tls.origination === undefined,
    got: ({ props }) => `the header ${props.credential?.headerName} to ${props.host} over plaintext, Tls.none()`,
    allowed: 'a credential over TLS: anybody on the network path could read it, and use it',
    fix: 'remove tls, and set port to the TLS port of the host',
  },
];
