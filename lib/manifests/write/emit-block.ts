/** A line of spaces only, which readers read differently. */
const BLANK_LINE = /^[ \t]+$/m;

/** A first line that begins with a space, which readers would count as indentation, or with a tab. */
const INDENTED = /^\n*[ \t]/;

/**
 * A text of several lines as a literal block, without the last line break: the next key begins a new line.
 *
 * @param text - printable text with a line break in it
 * @param newline - the start of each line: a line break, and two spaces more than the line of the block's key or dash
 * @returns `undefined` if readers might read the block differently
 */
export function literalBlock(text: string, newline: string): string | undefined {
  if (BLANK_LINE.test(text) || !/[^ \t\n]/.test(text)) return undefined;
  const ended = text.endsWith('\n');
  const chomp = ended ? (text.endsWith('\n\n') ? '+' : '') : '-';
  const body = ended ? text.slice(0, -1) : text;
  return `|${INDENTED.test(text) ? '2' : ''}${chomp}\n${body}`.replace(/\n(?!\n|$)/g, newline);
}
