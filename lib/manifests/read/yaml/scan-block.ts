import { type Cursor, isBlank, isBreak } from './cursor';
import { malformed } from './malformed';

const HEADER = /[|>](?:([+-])([0-9]?)|([0-9])([+-]?))?[ \t]*(?:#[^\n\r\u0085\u2028\u2029]*)?/y;
const SPACE = 0x20;
const TAB = 0x09;

interface Header {
  readonly folded: boolean;
  /** `-` drops all line breaks at the end, `+` keeps all; without them, one is kept. */
  readonly chomping: string;
  /** The indentation in the header, relative to the parent; 0 if there is none. */
  readonly increment: number;
}

/**
 * Reads a block scalar: `|` or `>`, and indented lines.
 *
 * @param indent - the column of the block around it; -1 if there is none
 */
export function scanBlock(cursor: Cursor, indent: number): string {
  const header = takeHeader(cursor);
  return new BlockScalar(cursor, header, indent).read();
}

function takeHeader(cursor: Cursor): Header {
  const { at } = cursor;
  const folded = cursor.text.charAt(at) === '>';
  const [, before, digitAfter, digitBefore, after] = cursor.take(HEADER) as RegExpExecArray;
  const digit = digitAfter || digitBefore;
  if (digit === '0' || !(cursor.isAtEnd || isBreak(cursor.code()))) {
    malformed(at, 'a block scalar with other text than +, - or a digit from 1 to 9 after | or >');
  }
  if (!cursor.isAtEnd) cursor.takeBreak();
  return { folded, chomping: before ?? after ?? '', increment: Number(digit || 0) };
}

class BlockScalar {
  private value = '';
  /** The column at which the text starts; 0 until it is known. */
  private column: number;
  private breaks = '';

  public constructor(
    private readonly cursor: Cursor,
    private readonly header: Header,
    private readonly indent: number,
  ) {
    this.column = header.increment > 0 ? Math.max(indent, 0) + header.increment : 0;
  }

  public read(): string {
    const { cursor } = this;
    let last = '';
    let wasBlank = false;
    this.takeBreaks();
    while (cursor.column === this.column && !cursor.isAtEnd) {
      const startsBlank = isBlank(cursor.code());
      if (!this.header.folded || wasBlank || startsBlank || last !== '\n') this.value += last;
      else if (this.breaks === '') this.value += ' ';
      this.value += this.breaks + cursor.takeLine();
      wasBlank = startsBlank;
      last = cursor.isAtEnd ? '' : cursor.takeBreak();
      this.takeBreaks();
    }
    const { chomping } = this.header;
    return this.value + (chomping === '-' ? '' : last) + (chomping === '+' ? this.breaks : '');
  }

  /** Skips empty lines and the indentation of the next line. The first line sets the indentation, unless the header does. */
  private takeBreaks(): void {
    const { cursor } = this;
    let longest = 0;
    this.breaks = '';
    for (;;) {
      const isBefore = () => this.column === 0 || cursor.column < this.column;
      while (cursor.code() === SPACE && isBefore()) cursor.at++;
      longest = Math.max(longest, cursor.column);
      if (cursor.code() === TAB && isBefore()) malformed(cursor.at, 'a tab as indentation of a block scalar');
      if (!isBreak(cursor.code())) break;
      this.breaks += cursor.takeBreak();
    }
    if (this.column === 0) this.column = Math.max(longest, this.indent + 1, 1);
  }
}
