/** Random choices. The same seed gives the same choices. */
export class Dice {
  constructor(private state: number) {}

  /** A number of at least 0 and less than `end`. */
  below(end: number): number {
    // Mulberry32: its 32 bits of state are enough to choose from lists.
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.below(10_000) < probability * 10_000;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  /** One of `usual`, or with the given probability one of `strange`. */
  mostly<T, S>(usual: readonly T[], strange: readonly S[], probability = 0.04): T | S {
    return this.chance(probability) ? this.pick(strange) : this.pick(usual);
  }

  /** From `least` to `most` values. */
  list<T>(least: number, most: number, make: (index: number) => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, (_, i) => make(i));
  }

  /** The result of `make` with the given probability, else `undefined`. */
  maybe<T>(probability: number, make: () => T): T | undefined {
    return this.chance(probability) ? make() : undefined;
  }
}
