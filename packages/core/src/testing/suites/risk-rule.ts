import type { SuiteCase } from '../case.ts';
import { accountCases } from './risk-rule/account.ts';
import { memoryCases } from './risk-rule/memory.ts';
import type { RiskRuleSubject } from './risk-rule/place.ts';
import { verdictCases } from './risk-rule/verdicts.ts';
import { watchingCases } from './risk-rule/watching.ts';

export type { RiskAnswer, RiskLook, RiskQuestion, RiskRuleNeed, RiskRuleSubject } from './risk-rule/place.ts';

/** What every `RiskRule` promises. Ids are stable. */
export const riskRuleCases: readonly SuiteCase<RiskRuleSubject>[] = [...verdictCases, ...memoryCases, ...accountCases, ...watchingCases];
