/*
 * The syntax of a name depends on its reader.
 *
 * | reader | letters | length | labels |
 * |---|---|---|---|
 * | Kubernetes | lower case | 253; a single label 63 | may be numbers; in a name of several labels, may exceed 63 |
 * | Istio | either case | 255; each label 63 | the last one is not a number; a dot at the end is allowed |
 * | an egress host | lower case | 253; each label 63 | the last one is not a number |
 */

const [STAR, HYPHEN, ZERO, NINE] = [0x2a, 0x2d, 0x30, 0x39];
const MAX_ISTIO_NAME = 255;
const MAX_LABEL = 63;
const MAX_INT64 = 9_223_372_036_854_775_807n;

/** The maximum length of names of most kinds in Kubernetes. */
export const MAX_KUBERNETES_NAME = 253;

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const KUBERNETES_LABEL = new RegExp(`^${LABEL}$`);
const KUBERNETES_SUBDOMAIN = new RegExp(`^${LABEL}(\\.${LABEL})*$`);

/** Whether Kubernetes accepts a name as one DNS label of at most 63 characters, such as a namespace. */
export function isKubernetesDnsLabel(name: unknown): name is string {
  return typeof name === 'string' && name.length <= MAX_LABEL && KUBERNETES_LABEL.test(name);
}

/** Whether Kubernetes accepts a name for a Service, and for other kinds in host names: a DNS label that starts with a letter. */
export function isServiceName(name: unknown): name is string {
  return isKubernetesDnsLabel(name) && !/^[0-9]/.test(name);
}

/** Whether Kubernetes accepts a name for most kinds: labels separated by dots, at most 253 characters. */
export function isKubernetesDnsSubdomain(name: unknown): name is string {
  return typeof name === 'string' && name.length <= MAX_KUBERNETES_NAME && KUBERNETES_SUBDOMAIN.test(name);
}

/** Whether both Istio and the Gateway API accept a host: DNS labels in lower case, of which the last is not a number. */
export function isEgressHostName(host: unknown): host is string {
  if (typeof host !== 'string' || host.length > MAX_KUBERNETES_NAME) return false;
  const labels = host.split('.');
  return labels.every(isKubernetesDnsLabel) && !/^[0-9]+$/.test(labels.at(-1) ?? '');
}

/** Whether a host stands for all names below a domain. */
export function isWildcard(host: string): boolean {
  return host.startsWith('*.');
}

/** Whether a text is a host name, or a wildcard for all names below a domain of at least two labels. */
export function isEgressHostPattern(host: unknown): host is string {
  if (typeof host !== 'string' || !isWildcard(host)) return isEgressHostName(host);
  return host.includes('.', 2) && isEgressHostName(host.slice(2));
}

/**
 * A host name with a dot at the end, which resolvers look up as it is. Without the dot, they first append the search domains of the
 * pod: `ollama.dev` can be the Service `ollama` of a namespace `dev`. Other texts do not change.
 */
export function asAbsoluteName(host: string): string {
  return isEgressHostName(host) ? `${host}.` : host;
}

/** A name without the dot at its end. */
export function withoutFinalDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** Whether Istio accepts a text as one DNS label: letters of either case, digits and inner hyphens, at most 63 characters. */
export function isIstioDnsLabel(text: string): boolean {
  return text.length <= MAX_LABEL && isLabelAt(text, 0, text.length);
}

/** Whether Istio accepts a text as a full DNS name: labels, of which the last is not a number, and optionally a final dot. */
export function isIstioDnsName(text: string): boolean {
  return text.length > 0 && text.length <= MAX_ISTIO_NAME && areLabels(text, 0);
}

/** Whether Istio accepts a text as a host: a DNS name whose first label can be `*`, or begin with `*` or `*-`. */
export function isIstioHost(text: string): boolean {
  if (text.length === 0 || text.length > MAX_ISTIO_NAME) return false;
  const dot = text.indexOf('.');
  if (!isFirstLabel(text, dot < 0 ? text.length : dot)) return false;
  // A single label can be a number, unlike the last label after a dot.
  return dot < 0 || areLabels(text, dot + 1);
}

function isFirstLabel(text: string, end: number): boolean {
  if (text.charCodeAt(0) !== STAR) return end <= MAX_LABEL && isLabelAt(text, 0, end);
  if (end === 1) return true;
  return end <= MAX_LABEL && isLabelAt(text, text.charCodeAt(1) === HYPHEN ? 2 : 1, end);
}

/** Whether the text from `start` on is a list of labels, which may be empty or end with a dot. */
function areLabels(text: string, start: number): boolean {
  let from = start;
  for (let dot = text.indexOf('.', from); dot >= 0; dot = text.indexOf('.', from)) {
    if (dot - from > MAX_LABEL || !isLabelAt(text, from, dot)) return false;
    from = dot + 1;
  }
  if (from === text.length) return true;
  return text.length - from <= MAX_LABEL && isLabelAt(text, from, text.length) && !isNumber(text, from);
}

function isLabelAt(text: string, from: number, to: number): boolean {
  if (from >= to || text.charCodeAt(from) === HYPHEN || text.charCodeAt(to - 1) === HYPHEN) return false;
  for (let i = from; i < to; i++) {
    if (!isLabelCharacter(text.charCodeAt(i))) return false;
  }
  return true;
}

function isLabelCharacter(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || isDigit(code) || code === HYPHEN;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** Whether Go reads the text from `from` on as a number, of at most 64 bits. */
function isNumber(text: string, from: number): boolean {
  for (let i = from; i < text.length; i++) {
    if (!isDigit(text.charCodeAt(i))) return false;
  }
  return BigInt(text.slice(from)) <= MAX_INT64;
}
