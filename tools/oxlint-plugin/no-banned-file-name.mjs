import { basename } from 'node:path';

const banned = /(?:^|-)(?:service|manager|helper|util|base|impl|data|info)s?$/;

/** A file is named after one noun of the field; these words name anything. */
export const noBannedFileName = {
  meta: { type: 'problem' },
  create(context) {
    return {
      Program(node) {
        const stem = basename(context.filename).replace(/\.[^.]+$/, '').replace(/\.(?:test|test-d|bench)$/, '');
        if (banned.test(stem)) context.report({ node, message: `"${stem}" says nothing about what is inside; name the file after one noun of the field.` });
      },
    };
  },
};
