import { textOf } from '../text-of.ts';
import { commonFailures, isObject, nameFailures, type Fields } from './fields.ts';

export function riskFailures(schema: Fields): string[] {
  return [...nameFailures(schema, ['riskName']), ...validationsFailures(schema.validations), ...commonFailures(schema, ['onRejected', 'onAllowed'])];
}

/** A profile may do without: then it only counts positions. */
function validationsFailures(validations: unknown): string[] {
  if (validations === undefined) return [];
  if (!Array.isArray(validations)) return [`validations must be an array, got ${textOf(validations)}`];
  return validations.flatMap((validation: unknown, i) => {
    if (typeof validation === 'function') return [];
    if (!isObject(validation) || typeof validation.validate !== 'function') return [`validations[${i}] must be a function or an object with a function validate, got ${textOf(validation)}`];
    const { note } = validation;
    return note === undefined || typeof note === 'string' ? [] : [`validations[${i}].note must be a string, got ${textOf(note)}`];
  });
}
