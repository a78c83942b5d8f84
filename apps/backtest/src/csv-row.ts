/** One line of a CSV file (RFC 4180), its fields quoted where they must be. */
export function csvRow(fields: readonly string[]): string {
  return `${fields.map(quoted).join(',')}\n`;
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** Somebody else's text. A spreadsheet would run it as a formula if it began like one; the apostrophe stops that. */
export function csvText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** A number as plain decimal digits, every one of them. */
export function csvNumber(value: number): string {
  const [, sign = '', first = '', rest = '', exponent] = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value)) ?? [];
  if (exponent === undefined) return String(value);
  const digits = first + rest;
  const point = 1 + Number(exponent);
  return point > 0 ? `${sign}${digits.padEnd(point, '0')}` : `${sign}0.${'0'.repeat(-point)}${digits}`;
}

/** A fraction as percent, without the dust that the multiplication leaves. */
export function csvPercent(fraction: number): string {
  return csvNumber(Number((fraction * 100).toPrecision(15)));
}
