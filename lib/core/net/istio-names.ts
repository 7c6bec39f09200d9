const [STAR, HYPHEN, ZERO, NINE] = [0x2a, 0x2d, 0x30, 0x39];
const MAX_NAME = 255;
const MAX_LABEL = 63;
const MAX_INT64 = 9_223_372_036_854_775_807n;

/** Whether Istio takes a text as one DNS label: letters of either case, digits and inner hyphens, at most 63 characters. */
export function isDnsLabel(text: string): boolean {
  return text.length <= MAX_LABEL && isLabelAt(text, 0, text.length);
}

/** Whether Istio takes a text as a full DNS name: labels, the last of them no number, a dot at the end allowed. */
export function isDnsName(text: string): boolean {
  return text.length > 0 && text.length <= MAX_NAME && areLabels(text, 0);
}

/** Whether Istio takes a text as a host: a DNS name whose first label may be `*` or begin with `*` or `*-`. */
export function isHost(text: string): boolean {
  if (text.length === 0 || text.length > MAX_NAME) return false;
  const dot = text.indexOf('.');
  if (!isFirstLabel(text, dot < 0 ? text.length : dot)) return false;
  // A name of one label may be a number, unlike a last label after a dot.
  return dot < 0 || areLabels(text, dot + 1);
}

/** Whether a host has a `*` that is not its whole first label, such as `*api.example.com`. */
export function isPartialWildcard(host: string): boolean {
  return host.includes('*') && host !== '*' && !host.startsWith('*.');
}

function isFirstLabel(text: string, end: number): boolean {
  if (text.charCodeAt(0) !== STAR) return end <= MAX_LABEL && isLabelAt(text, 0, end);
  if (end === 1) return true;
  return end <= MAX_LABEL && isLabelAt(text, text.charCodeAt(1) === HYPHEN ? 2 : 1, end);
}

/** Whether the text from `start` on is labels. Nothing after the last dot, or at all, will do. */
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

/** Whether the text from `from` on reads as a number: in Go, only up to 64 bits. */
function isNumber(text: string, from: number): boolean {
  for (let i = from; i < text.length; i++) {
    if (!isDigit(text.charCodeAt(i))) return false;
  }
  return BigInt(text.slice(from)) <= MAX_INT64;
}
