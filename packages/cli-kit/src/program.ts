import type { EngineError } from '@tradewright/core';
import { readFileSync } from 'node:fs';

/** A program that is built with this kit: what it is called, and what it says of itself. */
export interface Program {
  readonly name: string;
  /** Its package.json. What stands there is ours, and what strategies import of ours is the copy that it runs on. */
  readonly manifest: URL;
  /** Sentences about a run that does not come to its end. */
  readonly sentences: {
    /** The user stopped it before there was anything to keep. */
    readonly interrupted: string;
    /** The process was ended from inside. */
    readonly ended: string;
    /** Nothing is left that could go on. */
    readonly stuck: string;
  };
  /** Takes over an error that a strategy has let go of. `false`, or nobody to take it over: it ends the program. */
  readonly bear?: (error: Error) => boolean;
  /** The exit code for a typed error, where it has one of its own here. */
  readonly exitCodeOf?: (error: EngineError) => number | undefined;
}

/** The version that a package.json says. */
export function versionAt(manifest: URL | string): string {
  return (JSON.parse(readFileSync(new URL(manifest), 'utf8')) as { version: string }).version;
}
