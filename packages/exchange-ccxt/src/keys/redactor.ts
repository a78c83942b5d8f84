import type { Credentials } from './credentials.ts';

const HIDDEN = '[hidden]';

/** What looks like a secret in an address or a body, whoever put it there. */
const SIGNED = /((?:signature|sign|api[-_]?key|api[-_]?secret|secret|passphrase|password|token|access[-_]?key|listenKey)"?\s*[=:]\s*"?)[^&\s"',}]+/gi;

/** Too short to be told from ordinary text, and no secret worth the name. */
const SHORTEST = 4;

/** Takes secrets out of texts and errors before anybody sees them. */
export class Redactor {
  #secrets: string[] = [];

  /** From now on these are secret. */
  hide(credentials: Credentials): void {
    const texts = Object.values(credentials as Readonly<Record<string, string>>).filter((text) => text.length >= SHORTEST);
    const forms = texts.flatMap((text) => [text, encodeURIComponent(text), Buffer.from(text).toString('base64')]);
    this.#secrets = [...new Set([...this.#secrets, ...forms])].sort((a, b) => b.length - a.length);
  }

  text(text: string): string {
    let clean = text;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, HIDDEN);
    return clean.replaceAll(SIGNED, `$1${HIDDEN}`);
  }

  /** What was thrown as an error that may be shown, with everything it was caused by. */
  error(thrown: unknown): Error {
    return this.#clean(thrown, 0);
  }

  /** A copy that holds texts only: ccxt hangs whole requests on some errors. */
  #clean(thrown: unknown, depth: number): Error {
    const from = thrown instanceof Error ? thrown : new Error(String(thrown));
    const cause = from.cause === undefined || depth > 4 ? undefined : { cause: this.#clean(from.cause, depth + 1) };
    const copy = new Error(this.text(from.message), cause);
    copy.name = from.name;
    if (from.stack !== undefined) copy.stack = this.text(from.stack);
    return copy;
  }
}
