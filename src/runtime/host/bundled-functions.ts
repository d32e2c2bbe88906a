import type { Transformation } from '../../api/index.ts'
import { ConfigException } from '../../errors/index.ts'
import { loadInlineFunction } from '../../plugins/bundle/index.ts'
import type { InlineFunctions } from '../task/plugin-factory.ts'
import type { ControlApi } from './host-api.ts'
import type { Remote } from './rpc.ts'

type Props = Readonly<Record<string, string>>

/** Functions that a pipeline file holds, out of its deployment's bundle; each bundle is fetched once a thread. */
export function bundledFunctions(control: Remote<ControlApi>): InlineFunctions {
  const bundles = new Map<string, Promise<string>>()
  const codeOf = (hash: string) => {
    let code = bundles.get(hash)
    if (code === undefined) {
      code = control.bundle(hash).then((bytes) => new TextDecoder().decode(bytes))
      code.catch(() => bundles.delete(hash))
      bundles.set(hash, code)
    }
    return code
  }
  const load = async (props: Props) =>
    loadInlineFunction({ code: await codeOf(required(props, 'bundle')) }, required(props, 'function'))
  return {
    async transformation(props): Promise<Transformation> {
      const apply = await load(props)
      return { apply: (record) => apply(record) as typeof record | null }
    },
    async predicate(props) {
      const test = await load(props)
      return { test: (record) => Boolean(test(record)) }
    },
  }
}

function required(props: Props, name: string): string {
  const value = props[name]
  if (value !== undefined && value !== '') return value
  throw new ConfigException(`Missing required configuration "${name}" which has no default value.`)
}
