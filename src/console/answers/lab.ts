/** The lab whose server this is. */
import * as v from 'valibot'
import { failure } from '../../core/errors.ts'
import { on, type Binding } from '../binding.ts'
import { LabAnswer } from '../contract/lab.ts'
import { NAMED_ROUTES } from '../contract/routes.ts'
import type { Ground } from '../ground.ts'

export function labAnswers({ labRoot, runner }: Ground): readonly Binding[] {
  return [
    on(NAMED_ROUTES.lab, async ({ lang }) => {
      if (labRoot === undefined) throw failure('CONSOLE_NO_LAB', {})
      const plan = { words: ['lab', 'status'], uploads: [], asks: false, canDryRun: false }
      const { result } = await runner.run(plan, { dryRun: false, lang })
      return v.parse(LabAnswer, result)
    }),
  ]
}
