import type { ConnectorConfig } from '../herder/herder.ts'
import { BadRequestException } from '../herder/herder-errors.ts'
import { type ValidateConnector, validationMessage, withName } from '../herder/validation-port.ts'
import type { ConfigState } from '../store/config-state.ts'
import type { Deployment, DeploymentOutcome, DeploymentRecord, Deployments, DeploymentWrite } from './deployment.ts'

/** Checks every connector as a PUT of its configuration would. Throws BadRequestException with the errors of all of them. */
export async function checkDeployment(deployment: Deployment, validate: ValidateConnector): Promise<void> {
  const errors: string[] = []
  for (const { name, config } of deployment.connectors) {
    const invalid = validationMessage(await validate(withName(name, config)))
    if (invalid !== null) errors.push(`${name}: ${invalid}`)
  }
  if (errors.length > 0) throw new BadRequestException(errors.join('\n'))
}

/** What a deployment changes in a state: only that is written. `now` in milliseconds since the epoch. */
export function planDeployment(
  deployment: Deployment,
  state: ConfigState,
  before: Deployments,
  now: number,
): { readonly write: DeploymentWrite; readonly outcome: DeploymentOutcome } {
  const created: string[] = []
  const changed: string[] = []
  const unchanged: string[] = []
  const put: { name: string; config: ConnectorConfig }[] = []
  for (const { name, config: given } of deployment.connectors) {
    const config = withName(name, given)
    const current = state.connectors.get(name)?.config
    if (current !== undefined && isSame(current, config)) {
      unchanged.push(name)
      continue
    }
    ;(current === undefined ? created : changed).push(name)
    put.push({ name, config })
  }
  const removed = deployment.remove.filter((name) => state.connectors.has(name))
  const record: DeploymentRecord = {
    format: 1,
    id: deployment.id,
    revision: (before.get(deployment.id)?.revision ?? 0) + 1,
    deployedAt: now,
    connectors: deployment.connectors.map(({ name }) => name).toSorted(),
    details: deployment.details,
  }
  return { write: { put, remove: removed, record }, outcome: { record, created, changed, unchanged, removed } }
}

/** Throws BadRequestException when another deployment came in between. */
export function checkBase({ id, base }: Deployment, before: Deployments): void {
  const revision = before.get(id)?.revision ?? null
  if (revision === base) return
  throw new BadRequestException(
    `Deployment ${id} is at revision ${revision ?? 'none'}, not ${base ?? 'none'}: another deployment came in between. Run the deployment again.`,
  )
}

function isSame(a: ConnectorConfig, b: ConnectorConfig): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
