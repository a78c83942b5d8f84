import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, DecimalReader } from './decimal.ts';

const COMMA = 44;

function readField(text: string, ending = ','): { value: number; end: number } {
  const reader = new DecimalReader(COMMA);
  const value = reader.read(Buffer.from(`9,${text}${ending}\n`), 2);
  return { value, end: reader.end };
}

const digits = (max: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: max });

/** Everything a CSV may hold as a number: signs, zeros in front and behind, up to 30 digits, exponents. */
const decimalText = fc
  .tuple(fc.constantFrom('', '', '', '-', '+'), digits(18), fc.option(digits(20), { nil: undefined }), fc.option(fc.integer({ min: -330, max: 330 }), { nil: undefined }))
  .filter(([, whole, fraction]) => whole.length + (fraction?.length ?? 0) > 0)
  .map(([sign, whole, fraction, exponent]) => `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}${exponent === undefined ? '' : `e${exponent}`}`);

describe('a number in a field', () => {
  it('is bit for bit what Number makes of any decimal text', () => {
    fc.assert(
      fc.property(decimalText, fc.constantFrom(',', '\r', ''), (text, ending) => {
        const { value, end } = readField(text, ending);
        expect(Object.is(value, Number(text)), `${text} was read as ${value}`).toBe(true);
        expect(end).toBe(2 + text.length);
      }),
      { numRuns: 20_000 },
    );
  });

  it('is bit for bit what Number makes of any double written out', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => Object.is(readField(String(value)).value, Number(String(value)))), { numRuns: 20_000 });
  });

  it('is bit for bit what Number makes of prices with up to 17 digits', () => {
    const price = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 17n }), fc.integer({ min: 0, max: 17 }));
    fc.assert(
      fc.property(price, ([mantissa, decimals]) => {
        const text = mantissa.toString().padStart(decimals + 1, '0');
        const written = `${text.slice(0, text.length - decimals)}.${text.slice(text.length - decimals)}`;
        return Object.is(readField(written).value, Number(written));
      }),
      { numRuns: 20_000 },
    );
  });

  it.each(['9007199254740991', '9007199254740993', '1735689600000000', '0.1', '0.30000000000000004', '123456789.123456789', '999999999', '1000000000', '0000000000000000001', '5.', '.5', '-0', '1e-7', '4.9e-324', '1e400', ' 12.5', '12.5 '])(
    'reads %j like Number does',
    (text) => expect(Object.is(readField(text).value, Number(text))).toBe(true),
  );

  it.each(['', ' ', '.', '-', 'e5', '1e', '1.2.3', '1_2', '0x10', 'NaN', 'Infinity', 'null', '1 2', '"1"', '12a', '١٢'])('takes %j for no number', (text) => {
    expect(readField(text).value).toBeNaN();
    expect(decimal(text)).toBeNaN();
  });

  it('goes on behind a field that is no number', () => {
    const reader = new DecimalReader(COMMA);
    const bytes = Buffer.from('abc,2\n');
    expect(reader.read(bytes, 0)).toBeNaN();
    expect(reader.read(bytes, reader.end + 1)).toBe(2);
  });
});
