import type { ResolveFnOutput, LoadFnOutput } from 'node:module';
import * as facade from 'tradewright';
import type { Tradewright } from 'tradewright';

/** Where the module finds what it exports: it can be given nothing but through something that everybody can reach. */
const PLACE = 'tradewright.stand-in';

/** The module `tradewright` with the functions of one instance in place of those of the default instance. */
export class StandIn {
  readonly #names: readonly string[] = Object.keys(facade);
  /** No such files are there: their text is made here. */
  readonly #module: string;
  readonly #commonJs: string;

  /**
   * @param manifest - of the program: what is resolved from our module is resolved from there
   * @throws {TypeError} for a second one in this thread
   */
  constructor(instance: Tradewright, manifest: URL) {
    const own = Object.fromEntries(Object.entries(instance).filter(([name]) => name in facade));
    // What a module has besides the functions of an instance (classes, constants) stays what it is.
    Object.defineProperty(globalThis, Symbol.for(PLACE), { value: { ...facade, ...own } });
    this.#module = new URL('tradewright-instance.mjs', manifest).href;
    this.#commonJs = new URL('tradewright-instance.cjs', manifest).href;
  }

  resolve(isRequired: boolean): ResolveFnOutput {
    return { url: isRequired ? this.#commonJs : this.#module, format: isRequired ? 'commonjs' : 'module', shortCircuit: true };
  }

  load(url: string): LoadFnOutput | null {
    const exported = `globalThis[Symbol.for(${JSON.stringify(PLACE)})]`;
    if (url === this.#module) return { format: 'module', source: `export const { ${this.#names.join(', ')} } = ${exported};\n`, shortCircuit: true };
    return url === this.#commonJs ? { format: 'commonjs', source: `module.exports = ${exported};\n`, shortCircuit: true } : null;
  }
}
