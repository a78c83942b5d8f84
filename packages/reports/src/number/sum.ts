/**
 * A running sum that carries along what rounding loses (Neumaier 1974, "Rundungsfehleranalyse einiger Verfahren zur
 * Summation endlicher Summen"): as if summed in twice the precision. Terms in another order may differ in the last bit.
 */
export class Sum {
  #sum = 0;
  #lost = 0;

  add(term: number): void {
    const next = this.#sum + term;
    this.#lost += Math.abs(this.#sum) >= Math.abs(term) ? this.#sum - next + term : term - next + this.#sum;
    this.#sum = next;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}

export function sumOf(values: Float64Array): number {
  const sum = new Sum();
  for (let i = 0; i < values.length; i++) sum.add(values[i]!);
  return sum.value;
}
