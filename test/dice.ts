/** Random choices. The same seed gives the same choices. */
export class Dice {
  constructor(private state: number) {}

  /** At least 0 and less than 1. */
  fraction(): number {
    // Mulberry32: its 32 bits of state are enough to choose from lists.
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer of at least 0 and less than `end`. */
  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  /** An integer from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One entry of a list. @throws Error if it is empty */
  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error('nothing to pick from');
    return from[this.below(from.length)] as T;
  }

  /** One of `usual`, or with the given probability one of `strange`. */
  mostly<T, S>(usual: readonly T[], strange: readonly S[], probability = 0.04): T | S {
    return this.chance(probability) ? this.pick(strange) : this.pick(usual);
  }

  /** From `least` to `most` values. */
  list<T>(least: number, most: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.whole(least, most) }, (_, i) => make(i));
  }

  /** The result of `make` with the given probability, else `undefined`. */
  maybe<T>(probability: number, make: () => T): T | undefined {
    return this.chance(probability) ? make() : undefined;
  }
}
