/** What a store says of itself: something it has dealt with, or is about to try again. */
export interface StoreWord {
  readonly message: string;
  /** The failure that is tried again; `null` where it is dealt with. */
  readonly retry: { readonly code: string; readonly attempt: number } | null;
}

type Listen = (word: StoreWord) => void;

/** Passes on what a store says. What it said before anybody listened is kept. */
export class StoreNews {
  readonly #early: StoreWord[] = [];
  #listener: Listen | null = null;

  tell(word: StoreWord): void {
    if (this.#listener === null) this.#early.push(word);
    else this.#listener(word);
  }

  listen(listener: Listen): void {
    this.#listener = listener;
    for (const word of this.#early.splice(0)) listener(word);
  }
}
