import { EVENT_ID, type Event, parseEvents, SCALAR_STYLE, type ScalarEvent, YAMLException } from 'js-yaml';
import { MAX_DEPTH, MAX_MARKS } from './limits';
import { type Unusable, UnusableError } from './problem';

/**
 * Parses a document into events.
 *
 * @throws UnusableError if it is malformed, or exceeds the limits
 */
export function parse(text: string): Event[] {
  checkSize(text);
  try {
    // The document itself is one level for the parser.
    return parseEvents(text, { maxDepth: MAX_DEPTH + 1 });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new UnusableError(malformed(error));
  }
}

function malformed({ reason, mark }: YAMLException): Unusable {
  const at = mark?.position === undefined ? {} : { at: mark.position };
  if (reason.startsWith('nesting')) return { ...at, ...tooDeep };
  return {
    ...at,
    got: `malformed YAML: ${reason}`,
    allowed: 'YAML or JSON',
    fix: 'correct the syntax on this line or the line before',
  };
}

/** Reported for values that are nested too deeply, directly or through aliases. */
export const tooDeep: Unusable = {
  got: `more than ${MAX_DEPTH} nested mappings and lists`,
  allowed: `at most ${MAX_DEPTH}`,
  fix: 'specify a file with Kubernetes objects',
};

/** Rejects long texts before parsing that would need too much memory. */
function checkSize(text: string): void {
  if (text.length <= MAX_MARKS) return;
  const marks = countMarks(text);
  if (marks <= MAX_MARKS) return;
  const allowed = `at most ${MAX_MARKS} brackets, colons, commas, dashes and line breaks in one document`;
  throw new UnusableError({ at: 0, got: String(marks), allowed, fix: 'split the list into documents with --- between them' });
}

const MARKS = new Set([...'[]{},:?\n-'].map((mark) => mark.charCodeAt(0)));

function countMarks(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) if (MARKS.has(text.charCodeAt(at))) count++;
  return count;
}

/** Whether a key is `<<`, unquoted. */
export function isMerge(text: string, event: Event): boolean {
  if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN) return false;
  return event.valueEnd - event.valueStart === 2 && text.startsWith('<<', event.valueStart);
}

/** The offset of the start of a value, after its tag and anchor. */
export function placeOf(event: Event): number {
  switch (event.type) {
    case EVENT_ID.SCALAR:
      return isQuoted(event) ? event.valueStart - 1 : event.valueStart;
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return event.start;
    case EVENT_ID.ALIAS:
      return event.anchorStart;
    default:
      return 0;
  }
}

function isQuoted({ style }: ScalarEvent): boolean {
  return style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
}
