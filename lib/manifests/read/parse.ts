import { MAX_MARKS } from './limits';
import { UnusableError } from './problem';
import type { Event } from './yaml/event';
import { malformed } from './yaml/malformed';
import { parseEvents } from './yaml/parser';

/**
 * Parses a document into events.
 *
 * @throws UnusableError if it is malformed, or exceeds the limits
 */
export function parse(text: string): Event[] {
  checkSize(text);
  try {
    const control = CONTROL.exec(text);
    if (control) malformed(control.index, 'a control character');
    return parseEvents(text, BRACE.test(text) && YAML_BREAK.test(text) && isJson(text));
  } catch (error) {
    if (error instanceof UnusableError && isJson(text)) return parseEvents(text, true);
    throw error;
  }
}

/** Characters that YAML does not allow. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are the characters to find
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

const BRACE = /^\s*\{/;
/** Characters that end a line in YAML 1.1, but can occur in JSON strings. */
const YAML_BREAK = /[\u0085\u2028\u2029]/;

/**
 * Whether a text is JSON. kubectl tries JSON first if the text starts with a brace. Not all JSON is YAML 1.1: it allows long keys
 * and other escapes.
 */
function isJson(text: string): boolean {
  try {
    return BRACE.test(text) && JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}

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
