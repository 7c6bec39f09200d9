import { type Cursor, endsWord, fold, isBlank, isBreak } from './cursor';
import { malformed } from './malformed';

const COLON = 0x3a;
const HASH = 0x23;
const FLOW_ENDS = new Set([...',?[]{}'].map((mark) => mark.charCodeAt(0)));

/** A scalar without quotes. */
export interface PlainScalar {
  readonly value: string;
  /** Whether the cursor is on a later line than the end of the scalar. */
  readonly lineEnded: boolean;
}

/**
 * Reads a scalar without quotes, which can have several lines.
 *
 * @param indent - the minimum column of the next lines, outside brackets
 * @param inFlow - whether the scalar is in brackets, which then end it at any column
 */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): PlainScalar {
  const { at, text } = cursor;
  let value = '';
  let from = at;
  let end = at;
  let gap: string | undefined;
  while (!cursor.isAtMark('---') && !cursor.isAtMark('...') && cursor.code() !== HASH) {
    const word = cursor.at;
    skipWord(cursor, inFlow);
    if (cursor.at > word) {
      if (gap !== undefined) {
        value += text.slice(from, end) + gap;
        from = word;
        gap = undefined;
      }
      end = cursor.at;
    }
    if (!isBlank(cursor.code()) && !isBreak(cursor.code())) break;
    gap = takeGap(cursor, indent) ?? gap;
    if (!inFlow && cursor.column < indent) break;
  }
  return { value: value + text.slice(from, end), lineEnded: gap !== undefined };
}

/** Skips a word. It ends at a blank or line break, at a colon before one of them, and in brackets at a comma or bracket. */
function skipWord(cursor: Cursor, inFlow: boolean): void {
  for (let code = cursor.code(); !endsWord(code); code = cursor.code()) {
    if (code === COLON && endsWord(cursor.code(1))) return;
    if (inFlow && FLOW_ENDS.has(code)) return;
    cursor.at++;
  }
}

/** Skips blanks and line breaks, and returns the folded line breaks; `undefined` if there are none. */
function takeGap(cursor: Cursor, indent: number): string | undefined {
  let first: string | undefined;
  let others = '';
  for (let code = cursor.code(); isBlank(code) || isBreak(code); code = cursor.code()) {
    if (isBreak(code)) {
      if (first === undefined) first = cursor.takeBreak();
      else others += cursor.takeBreak();
    } else {
      if (first !== undefined && code === 0x09 && cursor.column < indent) malformed(cursor.at, TAB);
      cursor.at++;
    }
  }
  return first === undefined ? undefined : fold(first, others);
}

const TAB = 'a tab as indentation';
