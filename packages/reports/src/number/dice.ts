/** Independent starts from one seed: the finaliser of MurmurHash3 (Appleby 2011), which turns every bit of it over. */
function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

/** Random numbers that a seed decides, the same on every machine: xorshift128 (Marsaglia 2003, "Xorshift RNGs"). */
export class Dice {
  #x: number;
  #y: number;
  #z: number;
  /** Never 0, since all four may not be. */
  #w: number;

  /** @param seed any number; whole ones up to 2^53 differ from each other */
  constructor(seed: number) {
    const low = mixed(seed);
    const high = mixed(Math.floor(seed / 2 ** 32) + 0x9e37_79b9);
    this.#x = low;
    this.#y = mixed(low ^ 0x2545_f491);
    this.#z = high;
    this.#w = mixed(high ^ 0x6c07_8965) | 1;
  }

  /** A whole number in [0, sides). */
  roll(sides: number): number {
    const t = this.#x ^ (this.#x << 11);
    this.#x = this.#y;
    this.#y = this.#z;
    this.#z = this.#w;
    this.#w = this.#w ^ (this.#w >>> 19) ^ t ^ (t >>> 8);
    return Math.floor(((this.#w >>> 0) / 2 ** 32) * sides);
  }
}
