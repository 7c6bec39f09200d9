const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const NEXT_LINE = 0x85;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

/** Whether a character is a space or a tab. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** Whether a character ends a line in YAML 1.1. */
export function isBreak(code: number): boolean {
  if (code < NEXT_LINE) return code === LINE_FEED || code === RETURN;
  return code === NEXT_LINE || code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR;
}

/** Whether a character ends a word: a blank, a line break, or the end of the text (`NaN`). */
export function endsWord(code: number): boolean {
  if (code > SPACE && code < NEXT_LINE) return false;
  return isBlank(code) || isBreak(code) || Number.isNaN(code);
}

const LINE_END = /[\n\r\u0085\u2028\u2029]|$/g;

/** A position in a text that moves forward. */
export class Cursor {
  /** The offset of the next character. */
  public at = 0;
  /** The offset of the first character of the current line. */
  public lineStart = 0;

  public constructor(public readonly text: string) {
    // A byte order mark does not belong to the first line.
    if (text.startsWith('\ufeff')) this.at = this.lineStart = 1;
  }

  /** The number of characters before the position in its line. */
  public get column(): number {
    return this.at - this.lineStart;
  }

  /** The code of the next character, or of one after it. `NaN` after the end of the text. */
  public code(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  public get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Skips a line break, and returns the line break that the value contains. */
  public takeBreak(): string {
    const code = this.code();
    this.at += code === RETURN && this.code(1) === LINE_FEED ? 2 : 1;
    this.lineStart = this.at;
    return code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR ? String.fromCharCode(code) : '\n';
  }

  /** Moves to the end of the line, and returns the skipped text. */
  public takeLine(): string {
    LINE_END.lastIndex = this.at;
    const end = LINE_END.exec(this.text)?.index ?? this.text.length;
    const line = this.text.slice(this.at, end);
    this.at = end;
    return line;
  }

  public skipBlanks(): void {
    while (isBlank(this.code())) this.at++;
  }

  /** Whether `---` or `...` is at the position, at the start of a line and followed by a blank or line break. */
  public isAtMark(mark: '---' | '...'): boolean {
    return this.at === this.lineStart && this.text.startsWith(mark, this.at) && endsWord(this.code(3));
  }

  /** Matches a sticky pattern at the position, and skips the match. */
  public take(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.at;
    const match = sticky.exec(this.text);
    if (match) this.at = sticky.lastIndex;
    return match;
  }
}

/** Folds line breaks between two lines: one becomes a blank; of several, the first is dropped. */
export function fold(first: string, others: string): string {
  if (first !== '\n') return first + others;
  return others === '' ? ' ' : others;
}
