import type { Credentials } from './credentials.ts';

const HIDDEN = '[hidden]';

/** What looks like a secret in an address or a body, whoever put it there. */
const SIGNED = /((?:signature|sign|api[-_]?key|api[-_]?secret|secret|passphrase|password|token|access[-_]?key|listenKey)"?\s*[=:]\s*"?)[^&\s"',}]+/gi;

/** Who speaks to a server or a proxy, and by what word. */
const NAMED = /((?:\b(?:basic|bearer)\s+|:\/\/(?=[^\s/@]+@)))[^\s/@"',}]+/gi;

/** Too short to be told from ordinary text, and no secret worth the name. */
const SHORTEST = 4;

/** A part of a secret that is shorter may be part of anything. */
const LEAST_PART = 8;

/** Takes secrets out of texts and errors before anybody sees them. */
export class Redactor {
  #secrets: string[] = [];

  /** From now on these are secret. */
  hide(credentials: Credentials): void {
    const texts = Object.values(credentials as Readonly<Record<string, string>>).filter((text) => text.length >= SHORTEST);
    const forms = texts.flatMap(formsOf);
    this.#secrets = [...new Set([...this.#secrets, ...forms])].sort((a, b) => b.length - a.length);
  }

  text(text: string): string {
    let clean = text;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, HIDDEN);
    return clean.replaceAll(NAMED, `$1${HIDDEN}`).replaceAll(SIGNED, `$1${HIDDEN}`);
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

/** How a secret travels: as it is, in an address, in JSON, encoded. A key of many lines may be shown line by line. */
function formsOf(secret: string): string[] {
  const bare = secret.trim();
  const lines = bare.split(/\r?\n/).filter((line) => line.length >= LEAST_PART && !line.startsWith('-----'));
  return [secret, bare, ...lines].flatMap((text) => {
    const bytes = Buffer.from(text);
    const form = new URLSearchParams({ '': text }).toString().slice(1);
    return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), encodeURI(text), form, bytes.toString('base64'), bytes.toString('hex'), ...within64(bytes)];
  });
}

/** What base64 makes of a secret in the middle of something, wherever that begins, in both alphabets. */
function within64(secret: Buffer): string[] {
  const texts = [0, 1, 2].map((before) => Buffer.concat([Buffer.alloc(before), secret]).toString('base64').slice(Math.ceil((before * 4) / 3), Math.floor(((before + secret.length) * 4) / 3)));
  return texts.filter(({ length }) => length >= LEAST_PART).flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]);
}
