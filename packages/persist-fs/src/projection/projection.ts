/** One readable file that a key of the state asks for. */
export interface Projected {
  /** Its place: folders, then its name without `.json`. Anything may stand in it; it is made safe. */
  readonly path: readonly string[];
  /** Tells keys that ask for the same file apart: the first of them gets `name.json`, others `name@owner.json`. */
  readonly owner: string;
  /** What it shows; `null` while there is nothing to show, but the name is taken. */
  readonly value: unknown;
}

/** Turns the state into readable files. */
export interface Projection {
  /** The first folders of all its paths. Files of theirs that show nothing any more are removed when the store is opened. */
  readonly folders: readonly string[];
  /** Pure: the files of one key. It is not asked about removed keys. */
  project(key: string, value: unknown): readonly Projected[];
}
