import { readFileSync } from 'node:fs';
import type { Answer } from './http-client';
import { sizesOf } from './log-tails';
import { waitFor } from './wait';

/** A line of a JSON access log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** Texts can contain line separators, which end no line of the log. */
const PLAIN = /^\{.*\}$/s;

/** A request whose line is wanted. */
export interface Logged extends Pick<Answer, 'caller'> {
  /** The sizes of the log files when it was sent. @default 0 */
  readonly before?: ReadonlyMap<string, number>;
}

/** The access log of the gateways, which Envoy prints on standard output. */
export class AccessLog {
  /** @param files the current files of the log */
  constructor(private readonly files: () => readonly string[]) {}

  /** The current sizes of the log files. */
  sizes(): ReadonlyMap<string, number> {
    return sizesOf(this.files());
  }

  /** All JSON lines, oldest first. @param before sizes of the files, to skip what was there */
  lines(before: ReadonlyMap<string, number> = new Map()): LogLine[] {
    const texts = this.files().flatMap((file) => `${readFileSync(file).subarray(before.get(file) ?? 0)}`.split('\n'));
    return texts.filter((text) => PLAIN.test(text)).map((text) => JSON.parse(text) as LogLine);
  }

  /** The current number of lines, JSON or not. */
  count(): number {
    return this.files()
      .flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'))
      .filter(Boolean).length;
  }

  /**
   * The line of a request. It is found by the caller's address, which no other request has at that time. The log must contain this
   * address in one of its fields.
   */
  async lineOf(answer: Logged): Promise<LogLine> {
    return waitFor(`an access-log line with the caller ${answer.caller}`, async () => this.find(answer), {
      timeoutMs: 5_000,
      explain: () =>
        `the last lines:\n${this.lines()
          .slice(-3)
          .map((line) => JSON.stringify(line))
          .join('\n')}`,
    });
  }

  private find({ caller, before }: Logged): LogLine | undefined {
    const from = (value: unknown): boolean => value === caller || String(value).startsWith(`${caller}:`);
    return this.lines(before).findLast((line) => Object.values(line).some(from));
  }
}
