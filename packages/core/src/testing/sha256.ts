/** SHA-256 of bytes in hex (FIPS 180-4), for stand-ins: core has no crypto of its own. */
export function sha256(bytes: Uint8Array): string {
  const state = primes(8).map((prime) => fraction(Math.sqrt(prime)));
  const rounds = primes(64).map((prime) => fraction(Math.cbrt(prime)));
  const words = new Int32Array(64);
  const padded = pad(bytes);
  for (let at = 0; at < padded.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = padded.getInt32(at + 4 * i);
    spread(words);
    compress(state, words, rounds);
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The bytes, a one bit, zeros, and their number of bits in 64 bits: a multiple of 64 bytes. */
function pad(bytes: Uint8Array): DataView {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  return view;
}

function spread(words: Int32Array): void {
  for (let i = 16; i < 64; i++) {
    const [w, v] = [words[i - 15]!, words[i - 2]!];
    words[i] = words[i - 16]! + (turn(w, 7) ^ turn(w, 18) ^ (w >>> 3)) + words[i - 7]! + (turn(v, 17) ^ turn(v, 19) ^ (v >>> 10));
  }
}

function compress(state: number[], words: Int32Array, rounds: readonly number[]): void {
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + rounds[i]! + words[i]!) | 0;
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i]! + word) | 0));
}

function turn(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}

/** The first 32 bits after the point. */
function fraction(root: number): number {
  return ((root - Math.floor(root)) * 0x1_0000_0000) | 0;
}
