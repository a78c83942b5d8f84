/** What the dice need to go on from a place. */
export type DiceState = readonly [a: number, b: number, c: number, counter: number];

/** The sfc32 generator (Chris Doty-Humphrey, PractRand): 32-bit integers only, so the same numbers on every engine. */
export class Dice {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor([a, b, c, counter]: DiceState) {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#counter = counter;
  }

  /** Dice for a seed and a symbol. */
  static seeded(seed: number, symbol: string): Dice {
    const dice = new Dice([seed | 0, Math.floor(seed / 4294967296) | 0, hash(symbol), 1]);
    for (let i = 0; i < 16; i++) dice.roll();
    return dice;
  }

  get state(): DiceState {
    return [this.#a, this.#b, this.#c, this.#counter];
  }

  /** The next number in [0, 1). */
  roll(): number {
    const c = this.#c;
    const b = this.#b;
    const sum = (((this.#a + b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = b ^ (b >>> 9);
    this.#b = (c + (c << 3)) | 0;
    this.#c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  }
}

/** FNV-1a over the character codes. */
function hash(text: string): number {
  let value = 0x811c9dc5 | 0;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}
