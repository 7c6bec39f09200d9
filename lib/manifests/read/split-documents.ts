/** The start and end of a document in its text, as offsets in characters. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a text into documents: at lines that begin with `---`, which no document can contain, and between consecutive JSON
 * objects. So a malformed document does not hide the others, and documents need memory one at a time.
 */
export function splitDocuments(text: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (let cut = nextCut(text, 0); start < text.length; cut = nextCut(text, cut)) {
    spans.push(...splitJson(text, { start, end: cut }));
    start = cut;
  }
  return spans;
}

function nextCut(text: string, from: number): number {
  for (let at = text.indexOf('\n---', from); at >= 0; at = text.indexOf('\n---', at + 4)) {
    const after = text.charAt(at + 4);
    if (after === '' || ' \t\r\n'.includes(after)) return at + 1;
  }
  return text.length;
}

const OBJECT = /(?:---[^\n]*\n)?\s*\{/y;

/** The consecutive JSON objects in a span; the span itself if it is something else. */
function splitJson(text: string, { start, end }: Span): Span[] {
  const spans: Span[] = [];
  let from = start;
  for (let to = endOfObject(text, from, end); to !== undefined; to = endOfObject(text, from, end)) {
    spans.push({ start: from, end: to });
    from = to;
  }
  return text.slice(from, end).trim() === '' && spans.length > 0 ? spans : [...spans, { start: from, end }];
}

/** The offset after the object that begins here; `undefined` if none begins here, or if it has no end. */
function endOfObject(text: string, start: number, end: number): number | undefined {
  OBJECT.lastIndex = start;
  if (!OBJECT.test(text)) return undefined;
  let depth = 0;
  for (let at = OBJECT.lastIndex - 1; at < end; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x22) at = endOfString(text, at, end);
    else if (char === 0x7b) depth++;
    else if (char === 0x7d && --depth === 0) return at + 1;
  }
  return undefined;
}

function endOfString(text: string, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x22) return at;
    if (char === 0x5c) at++;
  }
  return end;
}
