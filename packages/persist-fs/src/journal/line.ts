import { crc32 } from 'node:zlib';

/** Every line of every file begins with it. Later versions keep `version length crc32 json\n`, so that it can be told. */
const FORMAT = 1;

export const NEWLINE = 0x0a;
const HEAD = /^([1-9]\d{0,8}) ([1-9]\d{0,9}) ([0-9a-f]{8}) /;
/** No head is longer. */
export const HEAD_BYTES = 30;

/** What a line turned out to be. */
export type Line = { readonly kind: 'whole'; readonly json: string } | { readonly kind: 'newer'; readonly format: number } | { readonly kind: 'bad' };

/** One line: `1 length crc32 json`, the checksum over all that stands before and after it. */
export function encodeLine(json: string): Buffer {
  const body = Buffer.from(json);
  const head = `${FORMAT} ${body.length} `;
  return Buffer.concat([Buffer.from(`${head}${checksum(head, body)} `), body, Buffer.of(NEWLINE)]);
}

/** @param bytes - with the newline at their end */
export function decodeLine(bytes: Buffer): Line {
  const head = headOf(bytes);
  if (head === undefined || bytes.length !== head.lineBytes || bytes.at(-1) !== NEWLINE) return { kind: 'bad' };
  const body = bytes.subarray(head.bytes, -1);
  if (checksum(`${head.format} ${body.length} `, body) !== head.crc) return { kind: 'bad' };
  return head.format === FORMAT ? { kind: 'whole', json: body.toString() } : { kind: 'newer', format: head.format };
}

/** A line whose newline is all that it lacks, with it; any other bytes as they are. */
export function completed(bytes: Buffer): Buffer {
  if (lineBytes(bytes) !== bytes.length + 1) return bytes;
  const whole = Buffer.concat([bytes, Buffer.of(NEWLINE)]);
  return decodeLine(whole).kind === 'bad' ? bytes : whole;
}

/** How long a line wants to be; `undefined` when its beginning is none. */
export function lineBytes(bytes: Buffer): number | undefined {
  return headOf(bytes)?.lineBytes;
}

function headOf(bytes: Buffer): { format: number; crc: string; bytes: number; lineBytes: number } | undefined {
  const found = HEAD.exec(bytes.subarray(0, HEAD_BYTES).toString('latin1'));
  if (found === null) return undefined;
  const [head, format = '', length, crc = ''] = found;
  return { format: Number(format), crc, bytes: head.length, lineBytes: head.length + Number(length) + 1 };
}

function checksum(head: string, body: Buffer): string {
  return crc32(body, crc32(head)).toString(16).padStart(8, '0');
}
