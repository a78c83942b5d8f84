import type { RiskRule } from '@tradewright/core';
import { compose } from '@tradewright/risk';
import { textOf } from '../text-of.ts';
import { toError } from '../to-error.ts';
import { commonFailures, isName, isObject, nameFailures, numberFailures, type Fields } from './fields.ts';

export function riskFailures(schema: Fields): string[] {
  return [
    ...nameFailures(schema, ['riskName']),
    ...validationsFailures(schema.validations),
    ...rulesFailures(schema),
    ...(schema.capital === undefined ? [] : numberFailures(schema, 'capital', { above: 0 }, 'a positive number (quote currency)')),
    ...commonFailures(schema, ['onRejected', 'onAllowed']),
  ];
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

function rulesFailures({ riskName, rules }: Fields): string[] {
  if (rules === undefined) return [];
  if (!Array.isArray(rules)) return [`rules must be an array, got ${textOf(rules)}`];
  const failures = rules.flatMap((rule: unknown, i) => ruleFailures(rule, `rules[${i}]`));
  return failures.length > 0 || !isName(riskName) ? failures : togetherFailures(riskName, rules as RiskRule[]);
}

function ruleFailures(rule: unknown, where: string): string[] {
  const fields = isObject(rule) ? rule : {};
  const wrong = ['fold', 'watch'].filter((field) => fields[field] !== undefined && typeof fields[field] !== 'function');
  if (!isName(fields.name) || typeof fields.judge !== 'function') return [`${where} must be a risk rule, an object with a name and a function judge, got ${textOf(rule)}`];
  return wrong.map((field) => `${where}.${field} must be a function, got ${textOf(fields[field])}`);
}

/** Names must be unique, and such that reasons can be told apart by them. */
function togetherFailures(riskName: string, rules: readonly RiskRule[]): string[] {
  try {
    compose(riskName, rules);
    return [];
  } catch (error) {
    return [`rules: ${toError(error).message}`];
  }
}
